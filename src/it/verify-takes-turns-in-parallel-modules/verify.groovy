import groovy.json.JsonSlurper

for (module in ['orders', 'payments', 'search', 'shop']) {
    def report = new JsonSlurper().parse(new File(basedir, "$module/target/container-limits/report.json"))
    def outcomes = (report.trials*.verdicts + [report.untried]).flatten().collectEntries { [it.subject, it.outcome] }
    assert outcomes == [cpus: 'held', mem_limit: 'held', pids_limit: 'held'] : module
}
for (folder in ['container-limits', 'again']) {
    def aggregate = new JsonSlurper().parse(new File(basedir, "target/$folder/aggregate.json"))
    assert aggregate.passes
    assert aggregate.reports*.name == ['orders', 'payments', 'search', 'shop']
    assert aggregate.reports.every { it.verdicts*.outcome == ['held'] * 3 }
    assert new File(basedir, "target/$folder/aggregate.html").text.contains('Passed')
    assert aggregate.reports.verdicts.flatten()*.change.unique() == (folder == 'again' ? ['same'] : [null])
}
assert new File(basedir, 'build.log').text.contains("There is no report at ${new File(basedir, 'none/report.json')}, which is named in reports.")
assert new File(basedir, 'build.log').text.contains("waits until another trial on this machine has ended")
