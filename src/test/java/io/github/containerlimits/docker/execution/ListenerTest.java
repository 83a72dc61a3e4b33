package io.github.containerlimits.docker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ListenerTest {
    private final List<String> heard = new ArrayList<>();
    private final List<Optional<Throwable>> ends = new ArrayList<>();
    private final AtomicInteger streamsClosed = new AtomicInteger();
    private final Listener<String> listener = new Listener<>(heard::add, ends::add);

    @Test
    void hearsEachPieceUntilTheEnd() throws Exception {
        begin();
        listener.awaitStart();
        listener.onNext("a");
        listener.onNext("b");
        assertThat(listener.awaitEnd(Duration.ofMillis(1))).isFalse();
        listener.onComplete();

        assertThat(listener.awaitEnd()).isTrue();
        assertThat(heard).containsExactly("a", "b");
        assertThat(ends).containsExactly(Optional.empty());
    }

    @Test
    void aRefusalEndsTheWaitForTheStart() throws Exception {
        IOException refusal = new IOException("no such container");
        listener.onError(refusal);

        listener.awaitStart();
        assertThat(listener.failure()).contains(refusal);
        assertThat(ends).containsExactly(Optional.of(refusal));
        assertThatThrownBy(listener::awaitEnd).isSameAs(refusal);
    }

    @Test
    void aStreamThatBeginsAfterItWasGivenUpIsClosed() {
        listener.close();
        assertThat(streamsClosed).hasValue(0);
        begin();

        assertThat(streamsClosed).hasValue(1);
    }

    @Test
    void onceClosedItEndsAndIsToldNoMore() throws Exception {
        begin();
        listener.close();
        listener.close();
        // The transport says so of a stream that is closed under it.
        listener.onError(new IOException("stream closed"));

        assertThat(streamsClosed).hasValue(1);
        assertThat(listener.awaitEnd()).isTrue();
        assertThat(listener.failure()).isEmpty();
        assertThat(ends).containsExactly(Optional.empty());
    }

    private void begin() {
        listener.onStart(streamsClosed::incrementAndGet);
    }
}
