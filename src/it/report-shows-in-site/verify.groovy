List<String> log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains('No report is shown: there is none of container-limits:verify, looked for ') } >= 1
assert log.any { it.contains("The report is ${new File(basedir, 'target/container-limits/report.html')}. mvn site shows it") }
assert log.any { it.contains("The report can't be shown: ") && it.contains('is no report of container-limits:verify: ') }

String page = new File(basedir, 'target/site/container-limits.html').getText('UTF-8')
assert page.contains('1 held, 1 unproven')
assert page.indexOf('! unproven') > 0 && page.indexOf('! unproven') < page.indexOf('&#x2713; held')
assert page.contains('16 MiB')
assert page.contains('limits.yaml:2:')
assert page.contains('href="container-limits/report.html"')

String charts = new File(basedir, 'target/site/container-limits/report.html').text
assert charts == new File(basedir, 'target/container-limits/report.html').text
assert new File(basedir, 'target/site/project-reports.html').text.contains('container-limits.html')
