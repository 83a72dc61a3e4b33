// Lines first: a failing assertion prints all that it looked at.
List<String> escaped = new File(basedir, 'build.log').readLines().findAll { it.contains(', but the bound is ') }
assert escaped.any { it.contains('cpu.usage of it/busybox') }
