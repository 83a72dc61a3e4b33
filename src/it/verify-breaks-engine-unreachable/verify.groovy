def log = new File(basedir, 'build.log').text

assert log.contains('No container engine answers at unix:///nowhere.sock (from container-limits.dockerHost): ')
assert log.contains('No such file or directory')
assert log.contains('Start one, or set DOCKER_HOST or container-limits.dockerHost.')
assert log.contains('MojoExecutionException')
assert !new File(basedir, 'target/container-limits/report.json').exists()

def output = new File(basedir, 'build.log').readLines()
assert output.count { it.startsWith('::error title=The limits of ') && it.contains('could not be verified::No container engine answers at unix:///nowhere.sock') } == 1
assert new File(basedir, 'summary.md').text.contains('could not be verified')
// It is not about the code.
assert !new File(basedir, 'target/container-limits/gl-code-quality-report.json').exists()

def suite = new groovy.xml.XmlSlurper().parse(new File(basedir, 'target/container-limits/TEST-container-limits.xml'))
assert suite.@errors == '1' && suite.@failures == '0' && suite.testcase.size() == 1
assert suite.testcase.error.text().startsWith('No container engine answers at unix:///nowhere.sock')
