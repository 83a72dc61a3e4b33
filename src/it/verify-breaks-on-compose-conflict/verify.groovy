def log = new File(basedir, 'build.log').readLines()

// What Compose says, with both places, and before anything is asked of an engine.
assert log.any { it.endsWith('The limits policy is invalid, with 1 finding:') }
assert log.count { it.contains("compose.yaml:4:16: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory':"
        + " 64m here, '128m' at common.yaml:6:27. Write it in one of the two places") } == 1
assert log.any { it.contains('MojoExecutionException') }
