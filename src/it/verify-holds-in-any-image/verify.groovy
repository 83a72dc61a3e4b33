List<String> log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains(' 4 held in ') } == 5
