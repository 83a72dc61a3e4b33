import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
// The limit twice: of the trial that follows from it, and of the policy's own.
assert verdicts('container-limits') == ['mem_limit held', 'mem_limit held', 'memory.oom_kills held', 'memswap_limit held']
assert verdicts('counter') == ['memory.peak escaped']
