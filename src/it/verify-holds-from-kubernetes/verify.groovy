import groovy.json.JsonSlurper

def verdicts = { String folder ->
    def report = new JsonSlurper().parse(new File(basedir, "target/$folder/report.json"))
    (report.trials*.verdicts + [report.untried]).flatten().collect { it.subject + ' ' + it.outcome }.sort()
}
assert verdicts('container-limits') == ['cpu_shares held', 'cpus held', 'mem_limit (tmpfs) held', 'mem_limit held', 'memswap_limit held']
assert verdicts('jobs') == ['mem_limit held', 'pids_limit held']

def log = new File(basedir, 'build.log').readLines()
assert log.count { it =~ /k8s\/deployment.yaml:20:58: runAsUser of '1000' is not applied/ } == 1
assert log.count { it =~ /k8s\/deployment.yaml:22:34: requests.memory is not looked at/ } == 1
assert log.count { it =~ /k8s\/deployment.yaml:23:40: where limits.memory runs out, / } == 1
assert log.count { it.endsWith('k8s/deployment.yaml:23:47: limits.nvidia.com/gpu is not looked at') } == 1
assert log.count { it.contains("k8s/half-a-byte.yaml:3:68: limits.memory: '512m' is 0.512 bytes, since m is a thousandth; did you mean 512Mi or 512M?") } == 1
