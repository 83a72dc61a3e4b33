// Raises the quota of each container with this policy's as soon as it runs, until the build has ended (verify.groovy): other builds' are left alone.
def engine = new Properties()
new File(basedir, '../../engine/engine.properties').withReader { engine.load(it) }
def docker = { String arguments -> "docker -H ${engine['it.dockerHost']} $arguments".execute().text.readLines() }
def ended = new java.util.concurrent.atomic.AtomicBoolean()
context.ended = ended
context.raiser = Thread.startDaemon {
    def raised = [] as Set
    long end = System.currentTimeMillis() + 120_000
    while (!ended.get() && System.currentTimeMillis() < end) {
        (docker('ps -q --no-trunc --filter label=io.github.containerlimits.run') - raised).each {
            if (docker("inspect -f {{.HostConfig.NanoCpus}} $it") == ['530000000']) {
                docker("update --cpus 2 $it")
            }
            raised << it
        }
    }
}
true
