import groovy.json.JsonSlurper

List<String> log = new File(basedir, 'build.log').readLines()
assert log.any { it.contains('There is no report of the goal measure, or it was changed: looked for ') }
assert log.any { it.contains('1 of 2 limits of it/busybox is not proven: limits.yaml:') }
assert log.any { it.contains("is of another policy, image or engine than this build's") }
assert log.count { it.contains('BUILD SUCCESS') } == 2

def report = new JsonSlurper().parse(new File(basedir, 'target/container-limits/report.json'))
assert report.trials*.verdicts.flatten()*.outcome == ['held']
