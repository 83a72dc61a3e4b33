// The policy names its engines: what they are is known now.
def engine = new Properties()
new File(basedir, '../../engine/engine.properties').withReader { engine.load(it) }
new File(basedir, 'limits.yaml').text = """\
limits: { pids_limit: 100, storage_opt: { size: 64m } }
on_unsupported: warn
ways_round: skip
engines: [ ${engine['it.dockerHost']}, unix:///nowhere.sock, ${engine['it.quotaDockerHost']} ]
"""
true
