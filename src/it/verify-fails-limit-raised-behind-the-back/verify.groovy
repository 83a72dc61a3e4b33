context.ended.set(true)
context.raiser.join()
List<String> log = new File(basedir, 'build.log').readLines()
// Escaped; on a machine so busy that the load had no more than half a CPU, discarded.
assert log.any { it =~ /1 of 1 limits of it\/busybox is not proven: limits.yaml:\d+:\d+: cpus (escaped|discarded)/ }
assert log.join(' ').replace('[INFO]', '').replaceAll(' +', ' ') =~ /the control group show(s|ed .*and) 2 CPUs/
assert log.any { it =~ /1 (escaped|discarded) in/ }
