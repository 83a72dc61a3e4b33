String log = new File(basedir, 'build.log').text
assert log =~ /disk\.read\.bps of it\/busybox under '.*': .* is .*, but the bound is /
assert log =~ /disk\.write\.bps of it\/busybox under '.*': .* is .*, but the bound is /
