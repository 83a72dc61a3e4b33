import groovy.json.JsonSlurper

def report = new JsonSlurper().parse(new File(basedir, 'target/all/report.json'))
def verdicts = (report.trials*.verdicts + [report.untried]).flatten()
assert verdicts.findAll { it.outcome == 'held' }*.subject.sort() ==
        ['mem_limit', 'oom_score_adj', 'tmpfs.size', 'ulimits.core', 'ulimits.memlock', 'ulimits.nofile']
def open = verdicts.findAll { it.outcome != 'held' }
assert open*.subject == ['blkio_config.weight'] && open[0].outcome in ['discarded', 'unproven']

def log = new File(basedir, 'build.log').readLines()
assert log.count { it.endsWith('There is no limits.yaml: the limits are read from compose.yml') } == 2
assert log.count { it.endsWith('compose.yml:31:21: Compose never sends a mem_swappiness of 0: the engine\'s own is in force') } == 1
assert log.any { it.contains('1 of 7 limits of it/busybox is not proven: compose.yml:41:15: blkio_config.weight') }
assert log.count { it.contains("compose.yml:1:1: there is no service 'es1' in compose.yml; did you mean 'es01'? (it has setup, es01)") } == 1
