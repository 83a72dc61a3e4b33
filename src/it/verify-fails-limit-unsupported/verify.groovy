List<String> log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains('1 of 2 limits of it/busybox is not proven: limits.yaml:2:') && it.contains(': storage_opt.size unsupported') } == 1
assert log.any { it.startsWith('[WARNING] ') && it.contains('storage_opt.size of it/busybox') && it.contains(': the limit of 100 MiB is not supported: the engine refuses it: ') }
// What failed comes first, and what to do about it after the table.
int table = log.findIndexOf { it.contains('VERDICT') }
assert log[table + 1].startsWith('[INFO] unsupported  storage_opt.size')
assert log.drop(table).findIndexOf { it.startsWith('[INFO] held') } < log.drop(table).indexOf('[INFO] WHAT TO DO')
assert log.count { it.contains('1 held, 1 unsupported') } == 2
