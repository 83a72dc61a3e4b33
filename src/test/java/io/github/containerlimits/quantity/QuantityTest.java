package io.github.containerlimits.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "512,512",
        "512b,512",
        "1k,1024",
        "1KB,1024",
        "1kib,1024",
        "512m,536870912",
        "1.5g,1610612736",
        ".5g,536870912",
        "2.g,2147483648",
        "512 mb,536870912",
        "2 g,2147483648",
        "1t,1099511627776",
        "9223372036854775807,9223372036854775807"
    })
    void readsSizesAsDockerWritesThem(String text, long bytes) {
        assertThat(Bytes.parse(text)).isEqualTo(Bytes.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m",
                "-1",
                "1x",
                "1e3",
                "50%",
                "9223372036854775808",
                "8388608t",
                "0x10",
                "1 000",
                "١",
                ".",
                ".g",
                "512ib",
                "512Mi",
                "512 bm"
            })
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> Bytes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({"512Mi,512m", "64Ki,64k", "1.5Gi,1.5g", "2Ti,2t", "1Pi,1p"})
    void translatesSizesAsKubernetesWritesThem(String text, String own) {
        assertThatThrownBy(() -> Bytes.parse(text)).hasMessage("'" + text + "' is Kubernetes' word for " + own);
        assertThat(Bytes.parse(own)).isEqualTo(Bytes.parse(text + "b"));
    }

    @ParameterizedTest
    @CsvSource({"300m,0.3", "1500m,1.5", "5m,0.005"})
    void translatesCpusAsKubernetesWritesThem(String text, String own) {
        assertThatThrownBy(() -> Cpus.parse(text)).hasMessage("'" + text + "' is Kubernetes' word for " + own);
        assertThat(Cpus.parse(own).value()).isEqualTo(Double.parseDouble(own));
    }

    @Test
    void printsSizesWithTheLargestUnit() {
        assertThat(Bytes.of(0)).hasToString("0 B");
        assertThat(Bytes.of(1023)).hasToString("1,023 B");
        assertThat(Bytes.ofMebibytes(512)).hasToString("512 MiB");
        assertThat(Bytes.of(1610612736L)).hasToString("1.5 GiB");
        assertThat(Bytes.of(Long.MAX_VALUE)).hasToString("8.00 EiB");
    }

    @Test
    void readsSetsOfCpus() {
        assertThat(CpuSet.parse("0-2,4")).hasToString("0,1,2,4");
        assertThat(CpuSet.parse("1,1")).isEqualTo(CpuSet.parse("1"));
        assertThatThrownBy(() -> CpuSet.parse("2-1")).hasMessage("'2-1' is no range of CPUs below 8192");
        assertThatThrownBy(() -> CpuSet.parse("")).hasMessage("'' is no list of CPUs, such as 0-2,4");
        assertThatThrownBy(() -> CpuSet.parse("9999")).hasMessage("'9999' is no range of CPUs below 8192");
    }

    @Test
    void readsCpus() {
        assertThat(Cpus.parse("0.5").nano()).isEqualTo(500_000_000);
        assertThat(Cpus.parse("0.5")).hasToString("0.5 CPUs");
        assertThat(Cpus.parse(".6")).hasToString("0.6 CPUs");
        assertThat(Cpus.parse("2.")).hasToString("2 CPUs");
        assertThatThrownBy(() -> Cpus.parse(".")).hasMessage("'.' is no number of CPUs, such as 0.5");
        assertThatThrownBy(() -> Cpus.parse("")).hasMessage("'' is no number of CPUs, such as 0.5");
        assertThatThrownBy(() -> Cpus.parse("0")).hasMessage("number of CPUs is not above 0: 0.000000000");
        assertThatThrownBy(() -> Cpus.parse("half")).hasMessage("'half' is no number of CPUs, such as 0.5");
    }

    @Test
    void readsDurations() {
        assertThat(Durations.parse("1m30s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThatThrownBy(() -> Durations.parse("10")).hasMessage("'10' is no duration, such as 10s or 1m30s");
    }
}
