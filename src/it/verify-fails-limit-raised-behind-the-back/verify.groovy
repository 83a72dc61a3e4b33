context.ended.set(true)
context.raiser.join()
List<String> log = new File(basedir, 'build.log').readLines()
// Escaped; on a machine so busy that the load had no more than half a CPU, discarded.
assert log.any { it.contains('cpus of it/busybox') && it =~ /the control group show(s|ed .*and) 2\.0 CPUs/ }
assert log.any { it =~ /1 (escaped|discarded) in/ }
