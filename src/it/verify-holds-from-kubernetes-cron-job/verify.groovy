import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
assert verdicts('container-limits') == ['cpus held', 'exit (fits) held', 'mem_limit held', 'memory.oom_kills (fits) held',
        'memswap_limit held', 'output (fits) held', 'seconds (fits) held', 'tmpfs.size held']
assert verdicts('counter') == ['exit (fits) escaped', 'mem_limit (tmpfs) held', 'mem_limit held', 'memory.oom_kills (fits) escaped',
        'memswap_limit held', 'tmpfs.size held']

def log = new File(basedir, 'build.log').readLines()
assert log.any { it.contains('counter.yaml:5:19 under ') }
assert log.any { it =~ /exit \(fits\) +137 +0/ }
