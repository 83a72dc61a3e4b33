def log = new File(basedir, 'build.log').readLines()
def report = { path -> new groovy.json.JsonSlurper().parse(new File(basedir, "target/$path")) }
def shards = (1..3).collect { report("shards/$it/report.json") }

assert shards*.shard.number == [1, 2, 3] && shards*.shard.of == [3, 3, 3]
assert shards*.shard.parts == [['pids_limit'], ['shm_size'], []]
assert shards.collect { it.trials*.verdicts*.subject.flatten() } == [['pids_limit'], ['shm_size'], []]
assert shards*.passes == [true, true, true]
assert shards*.origin.toSet().size() == 1
assert log.any { it.contains('shard 3/3, which has nothing to verify') }

def joined = report('container-limits/aggregate.json').reports
assert joined.size() == 1 && joined[0].shards.size() == 3
assert joined[0].verdicts*.subject == ['pids_limit', 'shm_size']
assert joined[0].verdicts*.outcome == ['held', 'held']
assert log.any { it.contains('Joined from 3 shards: it/busybox (limits.yaml)') }

assert log.any { it.contains('There is no report of shard 2/3 of it/busybox (limits.yaml): those that were found are of 1/3, 3/3') }
