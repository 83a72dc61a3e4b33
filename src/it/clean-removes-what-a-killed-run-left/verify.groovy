def left = context.docker('ps -aq --no-trunc').readLines()
def volumes = context.docker('volume ls -q').readLines()
context.docker("rm $context.alive $context.others")
def log = new File(basedir, 'build.log').text

assert log.contains("Removed container ${context.dead.take(12)}")
assert log.contains('Removed volume it-left')
assert !left.contains(context.dead)
assert !volumes.contains('it-left')
assert left.containsAll([context.alive, context.others])
