import groovy.json.JsonSlurper

// Those of the sidecar, and nothing of what stands before and behind it.
def report = new JsonSlurper().parse(new File(basedir, 'target/container-limits/report.json'))
assert (report.trials*.verdicts + [report.untried]).flatten().collect {
    "$it.subject $it.outcome $it.bound.text at $it.place.file:$it.place.line".toString()
}.sort() == [
        'mem_limit held ≤ 48 MiB (±1%) at k8s/database.yaml:49',
        'memswap_limit held ≤ 48 MiB (±1%) at k8s/database.yaml:49',
        'tmpfs.size held ≤ 4.00 MiB (±2%) at k8s/database.yaml:69'
]

def log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains("there is no container 'export'") && it.contains("did you mean 'exporter'?") } == 1
