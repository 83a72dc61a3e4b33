import groovy.json.JsonSlurper

List<String> log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains('Unchanged since ') && it.contains(', 1 held: shm_size ') } == 3
assert log.count { it.contains('shm_size under ') && it.contains(': held, ') } == 5

def report = new JsonSlurper().parse(new File(basedir, 'target/container-limits/report.json'))
assert report.unchanged
assert report.trials*.verdicts.flatten()*.outcome == ['held']
