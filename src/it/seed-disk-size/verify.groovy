String log = new File(basedir, 'build.log').text
assert log =~ /disk\.size of it\/busybox under '.*': .* is .*, but the bound is /
