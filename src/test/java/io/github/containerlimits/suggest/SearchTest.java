package io.github.containerlimits.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.suggest.Search.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
    private static final long MIB = 1 << 20;
    private final List<Long> tried = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 20, 58, 100, 255, 256})
    void findsTheSmallestSizeToWithinAPart(long need) {
        Found found = Search.downwards(new Found(256 * MIB, 0, ""), 6 * MIB, size -> failure(size, need * MIB));

        assertThat(found.works()).isGreaterThanOrEqualTo(need * MIB);
        assertThat(found.works() - need * MIB).isLessThanOrEqualTo((long) Math.max(MIB, 0.04 * found.works()));
        if (need > 6) {
            assertThat(found.fails()).isLessThan(need * MIB);
        }
        assertThat(found.fails() == 0 || found.why().equals("killed")).isTrue();
        assertThat(tried).doesNotHaveDuplicates().hasSizeLessThan(10).allMatch(size -> size >= 6 * MIB);
    }

    @Test
    void whatWorksAtTheLeastFailsNowhere() {
        assertThat(Search.downwards(new Found(16 * MIB, 0, ""), 6 * MIB, size -> Optional.empty()))
                .isEqualTo(new Found(6 * MIB, 0, ""));
    }

    @Test
    void whatIsKnownToFailIsNotTriedAgain() {
        Found found =
                Search.downwards(new Found(128 * MIB, 64 * MIB, "slow"), 6 * MIB, size -> failure(size, 128 * MIB));

        assertThat(tried).allMatch(size -> size > 64 * MIB);
        assertThat(found.works()).isEqualTo(128 * MIB);
        assertThat(found.fails()).isGreaterThan(64 * MIB);
    }

    private Optional<String> failure(long size, long need) {
        tried.add(size);
        return size >= need ? Optional.empty() : Optional.of("killed");
    }
}
