import groovy.json.JsonSlurper

List<String> log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains('Unchanged since ') && it.contains(', 1 held: shm_size ') } == 3
assert log.count { it.contains('shm_size under ') && it.contains(': held, ') } == 5

def report = new JsonSlurper().parse(new File(basedir, 'target/container-limits/report.json'))
assert report.unchanged
assert report.trials*.verdicts.flatten()*.outcome == ['held']

def suite = new groovy.xml.XmlSlurper().parse(new File(basedir, 'target/container-limits/TEST-container-limits.xml'))
assert suite.properties.property.find { it.@name == 'unchanged' }.@value == 'true'
assert suite.@tests == '1' && suite.testcase.@name.text().startsWith('shm_size under ')
