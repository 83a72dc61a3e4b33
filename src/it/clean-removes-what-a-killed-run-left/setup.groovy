// A container and a volume whose owner is gone, and a container whose owner, this process, lives.
def engine = new Properties()
new File(basedir, '../../engine/engine.properties').withReader { engine.load(it) }
def docker = { String arguments ->
    def process = "docker -H ${engine['it.dockerHost']} $arguments".execute()
    def err = new StringBuilder(), out = new StringBuilder()
    process.waitForProcessOutput(out, err)
    assert process.exitValue() == 0: err
    out.toString().trim()
}
def labels = { String owner -> "--label io.github.containerlimits.run=it --label io.github.containerlimits.owner=$owner" }
def host = InetAddress.localHost.hostName
def self = ProcessHandle.current()

def dead = docker("create ${labels("$host/${self.pid()}/1")} it/busybox true")
docker("volume create ${labels("$host/${self.pid()}/1")} it-left")
def alive = docker("create ${labels("$host/${self.pid()}/${self.info().startInstant().get().toEpochMilli()}")} it/busybox true")
def others = docker("create it/busybox true")
context.putAll(docker: docker, dead: dead, alive: alive, others: others)
true
