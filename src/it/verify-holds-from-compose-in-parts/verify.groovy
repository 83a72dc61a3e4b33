import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect {
        "$it.subject $it.outcome $it.bound.text at $it.place.file:$it.place.line".toString()
    }.sort()
}
// Each limit where it stands.
assert verdicts('container-limits') == [
        'logging held nothing at compose.production.yaml:8',
        'mem_limit held ≤ 64 MiB (±1%) at compose.production.yaml:4',
        'memswap_limit held ≤ 64 MiB (±1%) at compose.production.yaml:5',
        'tmpfs.size held ≤ 4.00 MiB (±2%) at compose.production.yaml:7',
        'ulimits.nofile held ≤ 128 at common/services.yaml:7'
]
assert verdicts('worker') == ['pids_limit held ≤ 40 at compose.yaml:25']
