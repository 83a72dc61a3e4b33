def log = new File(basedir, 'build.log').readLines()

// All findings at once, each in its place, and nothing twice.
assert log.any { it.endsWith('The limits policy is invalid, with 2 findings:') }
assert log.count { it.contains("limits.yaml:2:3: unknown key 'cpu' in limits; did you mean 'cpus'?") } == 1
assert log.count { it.contains("limits.yaml:3:14: mem_limit: '512q' is no size, such as 512m, 1g or 65536") } == 1
assert log.any { it.contains('MojoExecutionException') }
