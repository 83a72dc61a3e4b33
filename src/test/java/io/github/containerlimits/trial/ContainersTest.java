package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.FakeEngine;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContainersTest {
    private final FakeEngine engine = new FakeEngine();
    private final Containers containers =
            new Containers(engine, engine.image("shop"), Bench.USUAL.host(), Deadline.in(Duration.ofMinutes(1)));

    @Test
    void oneThatIsGivenBackWhileAnotherIsPreparedServes() throws RefusedException {
        Container first = containers.take(Limits.NONE, false);
        engine.meanwhile = () -> containers.giveBack(Limits.NONE, first, Workload.cpus(1));
        containers.prepare(Limits.NONE);
        engine.meanwhile = () -> {};

        Container served = containers.take(Limits.NONE, false);

        assertThat(served).isSameAs(first);
        assertThat(engine.open).as("the other one is gone").singleElement().isSameAs(served);
    }
}
