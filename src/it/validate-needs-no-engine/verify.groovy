def log = new File(basedir, 'build.log').readLines()

// It is read before anything is built, and nobody asks the engine, which is not there.
assert log.count { it.endsWith("limits.yaml is a valid policy: mem_limit of 64 MiB, cpus of 0.5 CPUs, the trial 'report'") } == 1
assert !new File(basedir, 'target').exists()
