def log = new File(basedir, 'build.log').readLines()
def aggregate = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/container-limits/aggregate.json'))

assert log.any { it.contains('Limits could not be verified on 1 of 1 engines: unix:///nowhere.sock: No container engine answers at unix:///nowhere.sock') }
assert log.any { it.contains('Limits could not be verified on 1 of 3 engines: unix:///nowhere.sock: No container engine answers at unix:///nowhere.sock') }
assert log.any { it.contains('The limits are held on one of the engines, which is enough with requireAny') }
// All are begun at once, and each has its table in one piece.
assert log.any { it.contains('Engines at the same time: ') && it.contains(', unix:///nowhere.sock, ') }
def tables = log.findIndexValues { it =~ /VERDICT +LIMIT/ }.collect { begin ->
  log.drop(begin as int).takeWhile { it != '[INFO] ' }
}
assert tables.size() == 3 // two engines; of those that hold, the second run repeats none
assert tables.every { table -> table.any { it.contains('pids_limit') } && !table.any { it.contains('unix:///') } }
def outcomes = aggregate.reports.collect { report -> report.verdicts.collectEntries { [it.subject, it.outcome] } }
assert outcomes == [[pids_limit: 'held', 'storage_opt.size': 'unsupported'], [pids_limit: 'held', 'storage_opt.size': 'held']]
assert log.any { it =~ /storage_opt\.size +unsupported +held/ }
assert new File(basedir, 'target/container-limits').list().count { it.startsWith('engine-') } == 3
