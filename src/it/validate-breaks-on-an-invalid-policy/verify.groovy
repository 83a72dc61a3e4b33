def log = new File(basedir, 'build.log').readLines()

assert log.any { it.contains("limits.yaml:3:9: ") }
assert log.any { it.contains('MojoExecutionException') }
