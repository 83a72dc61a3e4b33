import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
// The limit twice: of the trial that follows from it, and of the policy's own.
assert verdicts('container-limits') == ['cpu.usage held', 'cpuset held', 'cpuset held']
assert verdicts('counter') == ['cpu.usage escaped']
