context.ended.set(true)
context.raiser.join()
List<String> log = new File(basedir, 'build.log').readLines()
assert log.any { it.contains('cpus of it/busybox') && it.contains('but the bound is ≤ 0.500 CPUs') }
