import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
assert verdicts('container-limits') == ['device_read_bps held', 'device_write_bps held']
assert verdicts('counter') == ['disk.read.bps escaped', 'disk.write.bps escaped']
