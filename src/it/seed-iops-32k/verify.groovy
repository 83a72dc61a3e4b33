import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
assert verdicts('container-limits') == ['device_read_iops held', 'device_write_iops held', 'disk.write.bps held']
assert verdicts('counter') == ['disk.write.bps escaped']
