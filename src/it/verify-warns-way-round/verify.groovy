List<String> log = new File(basedir, 'build.log').readLines()
List<String> warnings = log.findAll { it.startsWith('[WARNING] limits.yaml:1:') }
assert warnings.any { it.contains('storage_opt.size (log) of it/busybox') && it.endsWith('Set logging.options.max-size, in the policy and for the service.') }
assert warnings.any { it.contains('storage_opt.size (inodes) of it/busybox') && it.endsWith('Only read_only: true closes it; a tmpfs has a limit of inodes.') }
assert log.any { it.contains('2 of 3 limits of it/busybox are not proven, the first: fail.yaml:1:') }
assert log.any { it.contains('2 held, 1 escaped in ') }
assert log.any { it.contains('1 held in ') }
