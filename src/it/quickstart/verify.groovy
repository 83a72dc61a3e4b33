import groovy.json.JsonSlurper

def report = new JsonSlurper().parse(new File(basedir, 'target/container-limits/report.json'))
def verdicts = (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
assert verdicts == [
    'app http.errors held',
    'app http.p95 held',
    'app jvm.cpus held',
    'app jvm.gc held',
    'app jvm.heap held',
    'app jvm.memory_limit held',
    'app jvm.threads held',
    'app limits held',
    'app memory.oom_kills held',
    'app memory.peak held',
    'app pids.peak held',
    'app ready held',
    'app stays held',
    'cpu_shares held',
    'cpus held',
    'cpuset held',
    'device_read_bps held',
    'device_read_iops held',
    'mem_limit held',
    'memswap_limit held',
    'pids_limit held',
    'shm_size held',
]
