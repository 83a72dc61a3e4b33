def log = new File(basedir, 'build.log').readLines()

// All findings at once, each in its place, and nothing twice.
assert log.any { it.endsWith('The limits policy is invalid, with 2 findings:') }
assert log.count { it.contains("  limits.yaml:2:3: unknown key 'cpu' in limits; did you mean 'cpus'?") } == 1
assert log.count { it.contains("  limits.yaml:3:14: mem_limit: '512q' is no size, such as 512m, 1g or 65536") } == 1
assert log.any { it.contains('MojoExecutionException') }

// And as errors at their lines.
assert log.findAll { it.startsWith('::') } == [
    "::error file=verify-fails-policy-invalid/limits.yaml,line=2,col=3,title=Invalid limits policy::unknown key 'cpu' in limits; did you mean 'cpus'?%0A  cpu: 0.5",
    "::error file=verify-fails-policy-invalid/limits.yaml,line=3,col=14,title=Invalid limits policy::mem_limit: '512q' is no size, such as 512m, 1g or 65536%0A  mem_limit: 512q",
]
def quality = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/container-limits/gl-code-quality-report.json'))
assert quality*.location*.path == ['verify-fails-policy-invalid/limits.yaml'] * 2 && quality*.location*.lines*.begin == [2, 3]

// With the line, and a caret below the column.
int at = log.findIndexOf { it.contains('  limits.yaml:3:14: ') }
assert log[at + 1] == '[ERROR]       mem_limit: 512q' || log[at + 1] == '      mem_limit: 512q'
assert log[at + 2].endsWith('^') && log[at + 2].indexOf('^') == log[at + 1].indexOf('512q')
