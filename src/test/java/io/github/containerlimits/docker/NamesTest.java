package io.github.containerlimits.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from names that an engine has. */
class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "shop,shop:latest",
        "shop:1.4,shop:1.4",
        "registry:5000/shop,registry:5000/shop:latest",
        "registry:5000/shop:1.4,registry:5000/shop:1.4",
        "shop@sha256:12,shop@sha256:12"
    })
    void anImageWithoutATagIsTheLatest(String reference, String tagged) {
        assertThat(Images.tagged(reference)).isEqualTo(tagged);
    }

    @Test
    void aContainerThatFillsAToolboxIsNamedAfterIt() {
        assertThat(ToolboxVolume.filledBy("/other", "/container-limits-toolbox-12-filling"))
                .contains("container-limits-toolbox-12");
        assertThat(ToolboxVolume.filledBy("/shop-filling")).isEmpty();
        assertThat(ToolboxVolume.filledBy()).isEmpty();
    }
}
