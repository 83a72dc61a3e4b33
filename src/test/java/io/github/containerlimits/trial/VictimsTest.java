package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.RunningProcess;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VictimsTest {
    private static final RunningProcess INIT = new RunningProcess(10, 10, "sh serve");
    private static final RunningProcess SERVICE = new RunningProcess(11, 10, "httpd -f");
    private static final RunningProcess PASSING = new RunningProcess(12, 10, "sleep 1");
    private static final RunningProcess STRESS = new RunningProcess(20, 20, "stress --vm 1");
    private static final RunningProcess WORKER = new RunningProcess(21, 20, "stress --vm 1");
    private static final Set<Long> SESSIONS = Set.of(20L);

    private final Victims victims =
            new Victims(Optional.of(List.of(INIT, SERVICE)), Optional.of(List.of(INIT, SERVICE, PASSING)));

    @Test
    void whoIsGoneAfterAKillIsItsVictim() {
        look(0, 0, INIT, SERVICE, STRESS, WORKER);
        look(1, 1, INIT, STRESS, WORKER);

        assertThat(victims.found()).containsExactly(SERVICE);
        assertThat(victims.doubt()).isEmpty();
    }

    /** The counter-tests: without a kill it ended by itself, and a kill of a stressor is none of its own. */
    @Test
    void whoIsGoneWithoutAKillIsNone() {
        look(0, 0, INIT, SERVICE, STRESS, WORKER);
        look(0, 0, INIT, STRESS, WORKER);

        assertThat(victims.found()).isEmpty();
    }

    @Test
    void aStressorThatIsGoneIsNone() {
        look(0, 0, INIT, SERVICE, STRESS, WORKER);
        look(1, 1, INIT, SERVICE);

        assertThat(victims.found()).isEmpty();
        assertThat(victims.doubt()).isEmpty();
    }

    /** It came after the application was ready, and would have ended by itself. */
    @Test
    void whatComesAndGoesIsNone() {
        look(1, 1, INIT, SERVICE, STRESS, WORKER);

        assertThat(victims.found()).isEmpty();
    }

    @Test
    void ofOneKillAndTwoThatAreGoneNobodyKnowsWhoWasKilled() {
        look(0, 0, INIT, SERVICE, STRESS, WORKER);
        look(1, 1, INIT, STRESS);

        assertThat(victims.found()).isEmpty();
        assertThat(victims.doubt())
                .hasValueSatisfying(reason -> assertThat(reason).contains("pid 11 (httpd -f) of the application"));
    }

    @Test
    void ofTwoKillsBothAre() {
        look(0, 0, INIT, SERVICE, STRESS, WORKER);
        look(2, 2, INIT, STRESS);

        assertThat(victims.found()).containsExactly(SERVICE);
    }

    /** A kill between the count and the list, or between the list and the count. */
    @Test
    void aKillWhileProcessesAreListedIsNotMissed() {
        look(0, 1, INIT, STRESS, WORKER);

        assertThat(victims.found()).containsExactly(SERVICE);
    }

    @Test
    void aKillThatWasCountedBeforeItsVictimWasGoneIsNotMissed() {
        look(0, 1, INIT, SERVICE, STRESS, WORKER);
        look(1, 1, INIT, STRESS, WORKER);

        assertThat(victims.found()).containsExactly(SERVICE);
    }

    @Test
    void whereTheEngineDoesNotTellNobodyIsBlamed() {
        Victims unseen = new Victims(Optional.empty(), Optional.empty());
        assertThat(unseen.doubt()).isEmpty();
        unseen.look(Optional.of(List.of(INIT)), SESSIONS, 2, 2);

        assertThat(unseen.found()).isEmpty();
        assertThat(unseen.doubt()).isPresent();
    }

    @Test
    void aNameThatCouldNotBeReadOnceIsTheOneFromBefore() {
        RunningProcess unread = new RunningProcess(11, 10, "[httpd]");
        Victims other = new Victims(Optional.of(List.of(INIT, SERVICE)), Optional.of(List.of(INIT, unread)));
        other.look(Optional.of(List.of(INIT)), SESSIONS, 1, 1);

        assertThat(other.found()).containsExactly(SERVICE);
    }

    /** As of one that was on its way out when the processes were listed. */
    @Test
    void aNameThatCouldNotBeReadLastIsTheOneFromBefore() {
        look(0, 0, INIT, new RunningProcess(11, 10, "[httpd]"), STRESS, WORKER);
        look(1, 1, INIT, STRESS, WORKER);

        assertThat(victims.found()).containsExactly(SERVICE);
    }

    @Test
    void itsFirstProcessBeganItsSession() {
        assertThat(victims.first()).contains(INIT);
    }

    private void look(long sooner, long later, RunningProcess... now) {
        victims.look(Optional.of(List.of(now)), SESSIONS, sooner, later);
    }
}
