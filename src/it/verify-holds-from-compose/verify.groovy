import groovy.json.JsonSlurper

def report = new JsonSlurper().parse(new File(basedir, 'target/container-limits/report.json'))
assert (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort() ==
        ['exit (fits) held', 'mem_limit held', 'memswap_limit held', 'output (fits) held', 'pids_limit held']

def log = new File(basedir, 'build.log').readLines()
assert log.count { it.endsWith('There is no limits.yaml: the limits are read from compose.yaml') } == 1
assert log.count { it.endsWith('compose.yaml:15:5: cpu_rt_runtime is not looked at') } == 1
assert log.count { it =~ /compose.yaml:16:16: a fresh volume is mounted at \/logs in place of the host's directory/ } == 1
assert new File(basedir, 'logs').list() == ['shop.log']
