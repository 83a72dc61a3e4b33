List<String> log = new File(basedir, 'build.log').readLines()
def warned = { it.startsWith('[WARNING] ') && it.contains('pids_limit of it/busybox') && it.contains('is not proven (load): 2 processes hold the container open') }
assert log.count { it.endsWith('1 held, 1 unproven in ' + (it =~ /in ([0-9.]+ s on .*)/).with { m -> m.find() ? m.group(1) : '?' }) } == 3
assert log.count(warned) == 1
assert log.count { it.contains('1 of 2 limits of it/busybox is not proven') } == 1
