import groovy.json.JsonSlurper

for (module in ['orders', 'payments', 'search', 'shop']) {
    def report = new JsonSlurper().parse(new File(basedir, "$module/target/container-limits/report.json"))
    def outcomes = (report.trials*.verdicts + [report.untried]).flatten().collectEntries { [it.subject, it.outcome] }
    assert outcomes == [cpus: 'held', mem_limit: 'held', pids_limit: 'held'] : module
}
assert new File(basedir, 'build.log').text.contains("waits until another build on this engine has ended its trial")
