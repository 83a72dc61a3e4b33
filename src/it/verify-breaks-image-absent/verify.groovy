List<String> log = new File(basedir, 'build.log').readLines()
assert log.any { it.contains("The image 'it/nowhere:1.0' is not on the engine and can't be pulled: ") }
assert log.any { it.contains('Build it before this goal runs, or fetch it with \'docker pull\' after \'docker login\'.') }
assert !log.any { it.contains('MojoFailureException') }
