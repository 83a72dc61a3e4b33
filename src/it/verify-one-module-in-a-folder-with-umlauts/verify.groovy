import groovy.json.JsonSlurper

def reports = new File(basedir, 'Käse & Brot/target/container-limits')
assert new JsonSlurper().parse(new File(reports, 'report.json')).trials*.verdicts.flatten()*.outcome == ['held']
assert !new File(basedir, 'api/target/container-limits').exists()
// What the log and the pages say of the folder is the folder.
def log = new File(basedir, 'build.log').getText('UTF-8')
assert log.contains("The report is ${new File(reports, 'report.html')}")
assert new File(reports, 'report.html').exists()
assert new JsonSlurper().parse(new File(basedir, 'target/container-limits/aggregate.json')).reports*.name == ['shop']
