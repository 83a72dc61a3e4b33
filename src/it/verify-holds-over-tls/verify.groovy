context.server.close()
List<String> log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains('2 held in') } == 1
assert log.count { it.contains('BUILD SUCCESS') } == 1
assert log.count { it.contains('BUILD FAILURE') } == 2
