// The engine behind TLS, with certificates made here: it lets nobody in but the holder of certificates/client.
import java.nio.ByteBuffer
import java.nio.channels.SocketChannel
import java.security.KeyStore
import javax.net.ssl.KeyManagerFactory
import javax.net.ssl.SSLContext
import javax.net.ssl.TrustManagerFactory

def folder = new File(basedir, 'certificates')
def password = 'changeit'
def keytool = { List<String> arguments ->
    def line = [System.getProperty('java.home') + '/bin/keytool', '-storetype', 'PKCS12', '-storepass', password] + arguments
    def process = new ProcessBuilder(line*.toString()).redirectErrorStream(true).start()
    def output = process.inputStream.text
    assert process.waitFor() == 0: "$line: $output"
}
def pem = { String kind, byte[] bytes -> "-----BEGIN $kind-----\n${Base64.getMimeEncoder(64, '\n'.bytes).encodeToString(bytes)}\n-----END $kind-----\n" }
def stores = ['engine', 'client', 'stranger'].collectEntries { name ->
    def owner = new File(folder, name)
    owner.mkdirs()
    def file = new File(owner, 'keys.p12')
    keytool(['-keystore', file.path, '-genkeypair', '-alias', name, '-keyalg', 'RSA', '-keysize', '2048', '-validity', '2',
             '-dname', "CN=$name", '-ext', 'san=ip:127.0.0.1'])
    def store = KeyStore.getInstance('PKCS12')
    file.withInputStream { store.load(it, password.toCharArray()) }
    [name, store]
}
['client', 'stranger'].each { name ->
    def owner = new File(folder, name)
    new File(owner, 'ca.pem').text = pem('CERTIFICATE', stores.engine.getCertificate('engine').encoded)
    new File(owner, 'cert.pem').text = pem('CERTIFICATE', stores[name].getCertificate(name).encoded)
    new File(owner, 'key.pem').text = pem('PRIVATE KEY', stores[name].getKey(name, password.toCharArray()).encoded)
}

def trusted = KeyStore.getInstance('PKCS12')
trusted.load(null, null)
trusted.setCertificateEntry('client', stores.client.getCertificate('client'))
def keys = KeyManagerFactory.getInstance(KeyManagerFactory.defaultAlgorithm)
keys.init(stores.engine, password.toCharArray())
def trust = TrustManagerFactory.getInstance(TrustManagerFactory.defaultAlgorithm)
trust.init(trusted)
def tls = SSLContext.getInstance('TLS')
tls.init(keys.keyManagers, trust.trustManagers, null)

def properties = new Properties()
new File(basedir, '../../engine/engine.properties').withReader { properties.load(it) }
def engine = new URI(properties['it.dockerHost'])
def connect = {
    engine.scheme == 'unix'
            ? SocketChannel.open(UnixDomainSocketAddress.of(engine.path))
            : SocketChannel.open(new InetSocketAddress(engine.host, engine.port))
}
def inBackground = { transfer, close ->
    Thread.startDaemon {
        try {
            transfer()
        } catch (IOException e) {
            // one of them is gone, as the other will be
        } finally {
            close()
        }
    }
}
// Not by java.nio.channels.Channels: before Java 19 its streams do not read and write at a time.
def ask = { InputStream client, SocketChannel upstream ->
    def bytes = new byte[65536]
    for (int n = client.read(bytes); n >= 0; n = client.read(bytes)) {
        def buffer = ByteBuffer.wrap(bytes, 0, n)
        while (buffer.hasRemaining()) {
            upstream.write(buffer)
        }
    }
}
def answer = { SocketChannel upstream, OutputStream client ->
    def buffer = ByteBuffer.allocate(65536)
    while (upstream.read(buffer) >= 0) {
        client.write(buffer.array(), 0, buffer.position())
        buffer.clear()
    }
}
def server = tls.serverSocketFactory.createServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
server.needClientAuth = true
Thread.startDaemon {
    while (!server.closed) {
        try {
            def client = server.accept()
            Thread.startDaemon {
                try {
                    client.startHandshake()
                    def upstream = connect()
                    // A half of a connection ends by itself: the engine still answers a client that has said all.
                    inBackground({ ask(client.inputStream, upstream) }, { upstream.shutdownOutput() })
                    inBackground({ answer(upstream, client.outputStream) }, { client.close() })
                } catch (IOException e) {
                    client.close() // a stranger
                }
            }
        } catch (IOException e) {
            assert server.closed: e
        }
    }
}
context.server = server
new File(basedir, '.mvn').mkdirs()
new File(basedir, '.mvn/maven.config').text = "-Dtls.dockerHost=tcp://127.0.0.1:${server.localPort}\n"
true
