String log = new File(basedir, 'build.log').text
assert log =~ /memory\.memsw\.peak of it\/busybox under '.*': .* is .*, but the bound is /
