def log = new File(basedir, 'build.log').readLines()

assert log.any { it.contains("limits.yaml:3:9: ") }
assert log.any { it.contains('MojoExecutionException') }
assert log.count { it.startsWith('::error file=validate-breaks-on-an-invalid-policy/limits.yaml,line=3,col=9,title=Invalid limits policy::') } == 1
