String log = new File(basedir, 'build.log').text
assert log =~ /disk\.read\.iops of it\/busybox under '.*': .* is .*, but the bound is /
assert log =~ /disk\.write\.iops of it\/busybox under '.*': .* is .*, but the bound is /
