import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
// What follows from the limit, and both trials of the policy.
assert verdicts('container-limits') == [
    'mem_limit held',
    'mem_limit held',
    'memory.memsw.peak held',
    'memory.oom_kills held',
    'memory.oom_kills held',
    'memory.swap.peak held',
]
assert verdicts('counter') == ['memory.memsw.peak escaped']
