import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
assert verdicts('container-limits') == ['mem_limit held', 'mem_swappiness held', 'memswap_limit held', 'oom_kill_disable held']
assert verdicts('counter') == ['memory.memsw.peak escaped']
