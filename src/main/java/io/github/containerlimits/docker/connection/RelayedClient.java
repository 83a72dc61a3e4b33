package io.github.containerlimits.docker.connection;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Speaks to an engine by way of a relay, which ends with it. */
record RelayedClient(DockerHttpClient client, SshRelay relay) implements DockerHttpClient {
    static RelayedClient over(SshRelay relay) {
        return new RelayedClient(
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(URI.create(relay.uri()))
                        .sslConfig(Connection::noTls)
                        .build(),
                relay);
    }

    /** What ssh said where there is no connection, with what to do; absent where it said nothing. */
    Optional<String> said() {
        return Optional.of(relay.said()).filter(words -> !words.isEmpty());
    }

    @Override
    public Response execute(Request request) {
        return client.execute(request);
    }

    @Override
    public void close() throws IOException {
        try {
            client.close();
        } finally {
            relay.close();
        }
    }
}
