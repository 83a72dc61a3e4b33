import groovy.json.JsonSlurper

def report = new JsonSlurper().parse(new File(basedir, 'target/container-limits/report.json'))
def verdicts = (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
assert verdicts == [
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
