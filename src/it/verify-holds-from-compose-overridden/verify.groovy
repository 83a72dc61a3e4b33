import groovy.json.JsonSlurper

def report = new JsonSlurper().parse(new File(basedir, 'target/container-limits/report.json'))
// Each limit where it stands, with the value of the pom's property.
assert (report.trials*.verdicts + [report.untried]).flatten().collect {
    "$it.subject $it.outcome $it.bound.text at $it.place.file:$it.place.line:$it.place.column".toString()
}.sort() == [
        'mem_limit held ≤ 64 MiB (±1%) at compose.override.yaml:2:22',
        'memswap_limit held ≤ 64 MiB (±1%) at compose.yaml:2:60',
        'pids_limit held ≤ 30 at limits.yaml:2:85'
]
