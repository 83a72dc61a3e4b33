List<String> log = new File(basedir, 'build.log').readLines()
assert log.any { it.contains('storage_opt.size of it/busybox') && it.contains(': the limit of 100 MiB is not supported: the engine refuses it: ') }
assert log.count { it.contains('1 held, 1 unsupported') } == 2
