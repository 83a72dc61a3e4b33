package io.github.containerlimits.docker.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolboxVolumeTest {
    @Test
    void aContainerThatFillsAToolboxIsNamedAfterIt() {
        assertThat(ToolboxVolume.filledBy("/other", "/container-limits-toolbox-12-filling"))
                .contains("container-limits-toolbox-12");
        assertThat(ToolboxVolume.filledBy("/shop-filling")).isEmpty();
        assertThat(ToolboxVolume.filledBy()).isEmpty();
    }
}
