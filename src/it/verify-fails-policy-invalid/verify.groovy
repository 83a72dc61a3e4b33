def log = new File(basedir, 'build.log').text

assert log.contains('The limits policy is invalid, with 2 findings:')
assert log.contains("limits.yaml:2:3: ")
assert log.contains("limits.yaml:3:14: ")
