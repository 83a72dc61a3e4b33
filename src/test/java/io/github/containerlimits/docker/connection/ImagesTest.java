package io.github.containerlimits.docker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesTest {
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
}
