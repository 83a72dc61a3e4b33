String log = new File(basedir, 'build.log').text
assert log =~ /cpu\.usage of it\/busybox under '.*': .* is .*, but the bound is /
