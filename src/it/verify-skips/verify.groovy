def log = new File(basedir, 'build.log').text

assert log.contains('Limits are not verified: container-limits.skip is set')
assert !new File(basedir, 'target/container-limits').exists()
