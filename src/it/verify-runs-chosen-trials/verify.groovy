String log = new File(basedir, 'build.log').text
def runs = log.split(/(?m)^.*Scanning for projects.*$/)*.readLines()
runs = runs.findAll { run -> run.any { it.contains(':verify (default)') } }
assert runs.size() == 5
def ran = { run, subject -> run.count { it =~ /\b${subject} under '.*': (held|escaped)/ && !it.contains('limits.yaml:') } }

assert runs[0].any { it.contains('Only a part was run, container-limits.trial leaves out ') && it.contains('pids_limit') }
assert ran(runs[0], 'shm_size') == 1 && ran(runs[0], 'pids_limit') == 0
assert ran(runs[1], 'shm_size') == 1 && ran(runs[1], 'pids_limit') == 1

assert runs[2].any { it.contains('What was held at ') && it.contains(' is taken over, the other trials are run again') }
assert ran(runs[2], 'shm_size') == 0 && ran(runs[2], 'pids_limit') == 0
assert runs[2].any { it.contains('as of the run of ') }
assert runs[2].any { it =~ /exit 4': exit \(fits\) escaped/ }

assert runs[3].any { it.contains('is another than in the last report: all trials are run') }
assert ran(runs[3], 'shm_size') == 1 && ran(runs[3], 'pids_limit') == 1
assert runs[4].any { it.contains("no trial is named 'nothing'. There are ") }
