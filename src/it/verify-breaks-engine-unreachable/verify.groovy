def log = new File(basedir, 'build.log').text

assert log.contains('unix:///nowhere.sock')
assert !log.contains('MojoFailureException')
