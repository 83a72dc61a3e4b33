List<String> output = new File(basedir, 'build.log').readLines()
List<String> log = output + new File(basedir, 'closed.log').readLines()
List<String> warnings = log.findAll { it.startsWith('[WARNING] limits.yaml:1:') }
assert warnings.any { it.contains('storage_opt.size (log) of it/busybox') && it.endsWith('Set logging.options.max-size, in the policy and for the service.') }
assert warnings.any { it.contains('storage_opt.size (inodes) of it/busybox') && it.endsWith('Only read_only: true closes it; a tmpfs has a limit of inodes.') }
assert log.count { it.contains('2 of 3 limits of it/busybox are not proven: fail.yaml:1:') } == 1
// A way round a limit is none that escaped.
assert log.any { it.contains('1 held, 2 warnings in ') }
assert log.any { it.contains('1 held, 2 ways round open in ') }
assert log.any { it.contains('2 held, 1 warning in ') }
assert log.any { it.contains('1 held in ') }

// As Jenkins and GitLab read it.
def suite = { new groovy.xml.XmlSlurper().parse(new File(basedir, "target/$it/TEST-container-limits.xml")) }
def counts = { it.attributes().subMap(['tests', 'failures', 'skipped', 'errors'])*.value*.toInteger() }
assert counts(suite('warn')) == [3, 0, 2, 0]
assert suite('warn').testcase*.@classname*.text().unique() == ['it/busybox.limits']
assert suite('warn').testcase.find { !it.skipped.isEmpty() }.skipped.@message.text().startsWith('limits.yaml:1:')
assert counts(suite('fail')) == [3, 2, 0, 0]
assert suite('fail').testcase.find { !it.failure.isEmpty() }.failure.text().startsWith('fail.yaml:1:')
assert counts(suite('closed'))[1] == 0
assert counts(suite('skip')) == [1, 0, 0, 0]

// Each build's warnings or errors at their place, where nothing but them begins the line.
assert output.count { it.startsWith('::warning file=verify-warns-way-round/limits.yaml,line=1,col=') } == 2
assert output.count { it.startsWith('::error file=verify-warns-way-round/fail.yaml,line=1,col=') } == 2
assert output.count { it.startsWith('::warning file=verify-warns-way-round/closed.yaml,line=2,col=') } == 1
assert log.count { it.contains('::error') || it.contains('::warning') } == 5
List<String> summary = new File(basedir, 'summary.md').readLines()
assert summary.count { it == '### Container limits of it/busybox' } == 4
assert summary.findAll { it.startsWith('| **') }.every { it.endsWith(' |') && it.contains(' | fail.yaml\\:1\\:') }
assert summary.count { it.startsWith('| **') } == 2

List<File> quality = ['warn', 'fail', 'closed', 'skip'].collect { new File(basedir, "target/$it/gl-code-quality-report.json") }
assert quality*.exists() == [false, true, false, false]
def findings = new groovy.json.JsonSlurper().parse(quality[1])
assert findings*.location*.path == ['verify-warns-way-round/fail.yaml'] * 2
assert findings*.fingerprint.unique().size() == 2
