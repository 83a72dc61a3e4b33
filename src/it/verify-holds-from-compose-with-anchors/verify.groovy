import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
assert verdicts('container-limits') == ['exit (fits) held', 'logging held', 'mem_limit held', 'memory.oom_kills (fits) held', 'output (fits) held', 'pids_limit held']
assert verdicts('small') == ['exit (fits) escaped', 'logging held', 'mem_limit held', 'memory.oom_kills (fits) escaped', 'output (fits) escaped', 'pids_limit held']

def log = new File(basedir, 'build.log').readLines()
assert log.count { it.endsWith('compose.yaml:33:25: deploy.resources.reservations.cpus is not looked at') } == 2
assert log.any { it.contains('compose.yaml:51:25 under ') }
assert log.any { it =~ /exit \(fits\) +137 +0/ }
