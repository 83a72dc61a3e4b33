String log = new File(basedir, 'build.log').text
assert log =~ /memory\.peak of it\/busybox under '.*': .* is .*, but the bound is /
