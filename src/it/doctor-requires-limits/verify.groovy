import groovy.json.JsonSlurper

def log = new File(basedir, 'build.log').text
def found = new JsonSlurper().parse(new File(basedir, 'target/doctor.json'))
assert found.limits.cpus.enforced == 'yes' && found.limits.cpus.basis == 'seen'
assert found.limits['storage_opt.size'].enforced == 'no'
assert found.premises*.name.containsAll(['control groups', 'swap', 'storage', 'disk'])

assert log.contains('1 of the 2 limits required of the engine at ')
assert log.contains('storage_opt.size (no): the engine refuses it: ')
assert log.contains("'memory' is no limit; did you mean 'mem_limit'?")
