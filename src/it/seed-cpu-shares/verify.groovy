String log = new File(basedir, 'build.log').text
assert log =~ /cpu\.share of it\/busybox under '.*': .* is .*, but the bound is /
