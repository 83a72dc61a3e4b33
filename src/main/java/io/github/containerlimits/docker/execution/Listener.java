package io.github.containerlimits.docker.execution;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens to what an engine sends in pieces. docker-java's own listener waits forever where the engine refuses to begin, and never closes a stream
 * that begins after the listener was closed.
 *
 * @param <T> a piece
 */
public final class Listener<T> implements ResultCallback<T> {
    private final Consumer<T> onNext;
    private final Consumer<Optional<Throwable>> onEnd;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private @Nullable Closeable stream;

    /**
     * Hears nothing yet.
     *
     * @param onNext takes a piece, from another thread
     */
    public Listener(Consumer<T> onNext) {
        this(onNext, failure -> {});
    }

    /** @param onEnd is told when no more comes, and what broke the connection if that did */
    Listener(Consumer<T> onNext, Consumer<Optional<Throwable>> onEnd) {
        this.onNext = onNext;
        this.onEnd = onEnd;
    }

    /** Waits until the engine begins to send, or will not. */
    void awaitStart() throws InterruptedException {
        started.await();
    }

    /** Waits for the end, and says whether it came. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits for the end.
     *
     * @return true, as calls must return something
     * @throws Exception what broke the connection, or the engine's refusal
     */
    public boolean awaitEnd() throws Exception {
        ended.await();
        Throwable why = failure;
        if (why instanceof Exception exception) {
            throw exception;
        }
        if (why != null) {
            throw new IOException(why);
        }
        return true;
    }

    /** What broke the connection, or the engine's refusal. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public synchronized void onStart(Closeable closeable) {
        stream = closeable;
        started.countDown();
        if (closed) {
            close();
        }
    }

    @Override
    public void onNext(T piece) {
        onNext.accept(piece);
    }

    @Override
    public synchronized void onError(Throwable throwable) {
        if (ended.getCount() > 0) {
            failure = throwable;
        }
        onComplete();
    }

    @Override
    public synchronized void onComplete() {
        if (ended.getCount() > 0) {
            onEnd.accept(Optional.ofNullable(failure));
        }
        ended.countDown();
        started.countDown();
    }

    /** Stops listening, also to a stream that has not begun yet. */
    @Override
    public synchronized void close() {
        closed = true;
        Closeable open = stream;
        if (open != null) {
            stream = null;
            try {
                open.close();
            } catch (IOException e) {
                // It is closed then.
            }
        }
        onComplete();
    }
}
