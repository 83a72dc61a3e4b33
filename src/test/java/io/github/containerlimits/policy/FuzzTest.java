package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.Fuzz.Reading;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the fuzz tests must not let pass. */
class FuzzTest {
    private static final Fuzz FUZZ = new Fuzz(List.of("a"), Pattern.compile("^x\\.yaml:[1-9]\\d*:[1-9]\\d*: "));

    @Test
    void takesFindingsWithTheirPlaces() {
        assertThat(FUZZ.assertReadable("a", List::of)).isTrue();
        assertThat(FUZZ.assertReadable("a", refusing("x.yaml", "it is wrong"))).isFalse();
    }

    @Test
    void refusesTracesForeignPlacesAndExceptions() {
        for (Reading wrong : List.of(
                refusing("y.yaml", "it is wrong"),
                refusing("x.yaml", "java.lang.IllegalStateException: it is wrong"),
                refusing("x.yaml", "two\nlines"),
                refusing("x.yaml", " "),
                () -> {
                    throw new InvalidPolicyException(List.of());
                },
                () -> {
                    throw new IllegalStateException("it is wrong");
                })) {
            assertThatThrownBy(() -> FUZZ.assertReadable("a", wrong)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void refusesWhatTakesTooMuchMemory() {
        assertThatThrownBy(() -> FUZZ.assertReadable("a", () -> {
                    assertThat(new byte[65 << 20]).isNotEmpty();
                    return List.of();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bytes allocated");
    }

    private static Reading refusing(String file, String message) {
        return () -> {
            throw new InvalidPolicyException(List.of(new Finding(new Place(file, 1, 1), message)));
        };
    }
}
