import groovy.json.JsonSlurper

def report = { String folder -> new JsonSlurper().parse(new File(basedir, "target/$folder/report.json")) }
def outcomes = { results -> (results.trials*.verdicts + [results.untried]).flatten().collectEntries { [it.subject, it.outcome] } }
def usual = report('container-limits')
def withQuotas = report('container-limits-with-quotas')
assert outcomes(usual) == [cpus: 'held', 'storage_opt.size': 'unsupported']
assert outcomes(withQuotas) == [cpus: 'held', 'storage_opt.size': 'held']
assert usual.engine.address != withQuotas.engine.address
