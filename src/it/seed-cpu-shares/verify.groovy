import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
assert verdicts('container-limits') == ['cpu.share held', 'cpu_shares held']
assert verdicts('counter') == ['cpu.share escaped']
