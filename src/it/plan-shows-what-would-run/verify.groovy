import groovy.json.JsonSlurper

List<String> log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains('Only planned, for it/busybox on ') } == 1
assert log.any { it =~ /TURN +TRIAL +AT MOST +LOAD/ }
assert log.any { it.contains('→ without cpus of 0.5 CPUs, which would be met first') }
assert log.any { it.contains("no trial is named 'mem*'. There are ") && it.contains('pids_limit') }

assert new File(basedir, 'target/plan.mmd').readLines()[0] == 'gantt'
def plan = new JsonSlurper().parse(new File(basedir, 'target/plan.json'))
assert plan.trials*.name == ['shm_size']
assert plan.leftOut.containsAll(['cpus', 'cpu_shares', 'pids_limit'])

// Nothing was run, so that nothing is reported.
assert !new File(basedir, 'target/container-limits').exists()
