List<String> log = new File(basedir, 'build.log').readLines()
List<String> trials = ['shm_size under ', 'pids_limit under ', "'run busybox sleep 12'"]

// A line at the beginning and one at the end of each trial, in this order.
trials.each { trial ->
    int begin = log.findIndexOf { it.startsWith('[INFO] ' + trial) && it.contains(' begins, at most ') }
    int end = log.findIndexOf { it.startsWith('[INFO] ' + trial) && it.contains('held, ') && it =~ / \([0-9.]+ s\)$/ }
    assert begin >= 0 && begin < end : trial
}
assert log.count { it.contains(' begins, at most ') } == 3
assert log.count { it.startsWith('[INFO] Still running: ') && it.contains("run busybox sleep 12 for 1") } >= 1
// Nothing that only a terminal understands; Maven itself ends with a change to no colour.
assert !log.any { it.replaceAll('\u001b\\[0?m', '') =~ '[\u001b\r\u2588]' }
// No trial goes on before it has begun.
assert log.findIndexOf { it.contains('Still running: ') } > log.findIndexOf { it.contains(' begins, at most ') }
assert log.every { it.length() <= 100 || !it.startsWith('[INFO] held') }
assert log.any { it.contains('3 held in ') }
