boolean held = new File(basedir, 'build.log').text.contains('9 held')
assert held
