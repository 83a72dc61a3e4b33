import groovy.json.JsonSlurper

// Where somebody else has the CPUs for all of the goal's patience, that is what it must say, and nothing else.
def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + (it.cause == 'neighbours' ? 'left open' : it.outcome) }
}
assert verdicts('container-limits') in [['cpu.usage held'], ['cpu.usage left open']]
assert verdicts('counter') in [['cpu.usage escaped'], ['cpu.usage left open']]
