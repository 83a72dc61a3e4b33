import groovy.json.JsonSlurper

// Where somebody else has the CPUs for all of the goal's patience, that is what it must say, and nothing else.
def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + (it.cause == 'neighbours' ? 'left open' : it.outcome) }
}
assert verdicts('container-limits') == ['cpu.usage held'] || verdicts('container-limits') == ['cpu.usage left open']
assert verdicts('counter') == ['cpu.usage escaped'] || verdicts('counter') == ['cpu.usage left open']
