String suggested = new File(basedir, 'target/container-limits/suggested.yaml').text
assert suggested.startsWith('# Measured and suggested by container-limits:suggest for it/busybox; one cold start in these limits came to no other end.')
int memory = (suggested =~ /(?m)^  mem_limit: (\d+)m$/)[0][1] as int
assert memory % 16 == 0 && memory < 128
assert suggested.contains("  memswap_limit: ${memory}m\n")
assert suggested =~ /(?m)^  cpus: \d\.\d[05]$/
int pids = (suggested =~ /(?m)^  pids_limit: (\d+)$/)[0][1] as int
assert pids > 16

String log = new File(basedir, 'build.log').text
// Today's memory is more than twice what it needs, and its processes are fewer than it should have room for.
assert log.contains("mem_limit of 256 MiB today, ${memory} MiB suggested: wasteful")
assert log =~ /pids_limit of 8 today, ${pids} suggested: tight/
assert log.contains('By the same figures the vertical pod autoscaler would request ')

assert log.contains('limits.yaml is there already, and was not written by this goal. Set force (-Dcontainer-limits.force) to have it overwritten.')
assert new File(basedir, 'limits.yaml').text.startsWith('limits: { cpus: 1, mem_limit: 256m, pids_limit: 8 }')
assert log.contains('suggested.yaml is a valid policy: ')

assert log =~ /The application 'app' does not live even in .*with code 3.*no configuration/
assert !new File(basedir, 'target/dies-suggested.yaml').exists()
