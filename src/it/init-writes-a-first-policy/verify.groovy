String first = new File(basedir, 'limits.yaml').text
assert first.contains('# The image it/busybox runs as root')
assert first.contains('mem_limit: 256m')

def log = new File(basedir, 'build.log').text
assert log.contains('limits.yaml is a valid policy: cpus of 0.5 CPUs, mem_limit of 256 MiB')
assert log.contains('limits.yaml is there already. Set force (-Dcontainer-limits.force) to have it overwritten.')
assert log.contains('No policy is written, as it would be none. ')

def lines = new File(basedir, 'composed/limits.yaml').readLines().findAll { !it.startsWith('#') }
assert lines == ['limits: { from: compose.yaml, service: db }']
