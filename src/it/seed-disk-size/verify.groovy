import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
// The limit twice: of the trials that follow from it, and of the policy's own. Ways round it are warned of.
assert verdicts('container-limits') == [
    'disk.size held',
    'storage_opt.size (inodes) escaped',
    'storage_opt.size (log) escaped',
    'storage_opt.size held',
    'storage_opt.size held',
]
assert verdicts('counter') == ['disk.size escaped']
