package io.github.containerlimits.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.HostConfig;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Network;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.limit.CpuPinning;
import io.github.containerlimits.limit.CpuQuota;
import io.github.containerlimits.limit.CpuShares;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Memory;
import io.github.containerlimits.limit.MemorySwap;
import io.github.containerlimits.limit.OomKillDisable;
import io.github.containerlimits.limit.Pids;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.ShmSize;
import io.github.containerlimits.limit.StorageSize;
import io.github.containerlimits.limit.Swappiness;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostConfigsTest {
    private static final Place PLACE = new Place("limits.yaml", 1, 1);
    private static final Target ROOT = new Target.Rootfs();
    private static final Target DATA = new Target.Volume("/data");

    @Test
    void eachLimitIsSaidInTheEnginesWords() {
        JsonNode config = config(
                List.of(),
                new CpuQuota(PLACE, Cpus.parse("0.5")),
                new CpuPinning(PLACE, CpuSet.parse("0-1")),
                new CpuShares(PLACE, 512),
                new Memory(PLACE, Bytes.parse("64m")),
                new MemorySwap(PLACE, Bytes.parse("96m")),
                new Swappiness(PLACE, 0),
                new OomKillDisable(PLACE, true),
                new Pids(PLACE, 100),
                new ShmSize(PLACE, Bytes.parse("8m")),
                new StorageSize(PLACE, Bytes.parse("2g")));

        assertThat(config.path("NanoCpus").asLong()).isEqualTo(500_000_000);
        assertThat(config.path("CpusetCpus").asText()).isIn("0-1", "0,1");
        assertThat(config.path("CpuShares").asLong()).isEqualTo(512);
        assertThat(config.path("Memory").asLong()).isEqualTo(64 << 20);
        assertThat(config.path("MemorySwap").asLong()).isEqualTo(96 << 20);
        assertThat(config.path("MemorySwappiness").asLong(-1)).isZero();
        assertThat(config.path("OomKillDisable").asBoolean()).isTrue();
        assertThat(config.path("PidsLimit").asLong()).isEqualTo(100);
        assertThat(config.path("ShmSize").asLong()).isEqualTo(8 << 20);
        assertThat(config.path("StorageOpt").path("size").asText()).isEqualTo("2147483648");
    }

    @Test
    void aLimitThatIsNotDeclaredIsNotAskedFor() {
        JsonNode config = config(List.of(), new OomKillDisable(PLACE, false));

        assertThat(config.findValues("OomKillDisable")).allMatch(JsonNode::isNull);
        assertThat(config.hasNonNull("Memory")).isFalse();
        assertThat(config.hasNonNull("NanoCpus")).isFalse();
        assertThat(config.hasNonNull("PidsLimit")).isFalse();
        assertThat(config.hasNonNull("BlkioDeviceReadBps")).isFalse();
    }

    @Test
    void swapWithoutEndIsMinusOne() {
        JsonNode config = config(List.of(), new MemorySwap(PLACE, Bytes.of(Long.MAX_VALUE)));

        assertThat(config.path("MemorySwap").asLong()).isEqualTo(-1);
    }

    @Test
    void ratesNameTheDeviceOfTheirTarget() {
        JsonNode config = config(
                List.of(),
                new Throttle(PLACE, Direction.READ, RateUnit.BPS, ROOT, 1),
                new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, DATA, 2),
                new Throttle(PLACE, Direction.READ, RateUnit.IOPS, ROOT, 3),
                new Throttle(PLACE, Direction.WRITE, RateUnit.IOPS, ROOT, 4),
                new Throttle(PLACE, Direction.WRITE, RateUnit.IOPS, DATA, 5));

        assertThat(config.path("BlkioDeviceReadBps")).hasToString("[{\"Path\":\"/dev/vda\",\"Rate\":1}]");
        assertThat(config.path("BlkioDeviceWriteBps")).hasToString("[{\"Path\":\"/dev/vdb\",\"Rate\":2}]");
        assertThat(config.path("BlkioDeviceReadIOps")).hasToString("[{\"Path\":\"/dev/vda\",\"Rate\":3}]");
        assertThat(config.path("BlkioDeviceWriteIOps"))
                .hasToString("[{\"Path\":\"/dev/vda\",\"Rate\":4},{\"Path\":\"/dev/vdb\",\"Rate\":5}]");
    }

    @Test
    void everyContainerIsHarmlessAndRemovesItself() {
        JsonNode config = config(List.of());

        assertThat(config.path("AutoRemove").asBoolean()).isTrue();
        assertThat(config.path("NetworkMode").asText()).isEqualTo("none");
        assertThat(config.path("SecurityOpt")).hasToString("[\"no-new-privileges\"]");
        assertThat(config.path("LogConfig").path("Type").asText()).isEqualTo("none");
        assertThat(config.path("Privileged").asBoolean()).isFalse();
        assertThat(config.path("Binds").get(0).asText()).startsWith("toolbox:/.container-limits:ro");
    }

    @Test
    void aFolderOfTheHostIsMountedOnlyWhereItIsThere() {
        List<Mount> mounts = List.of(new Mount("data", "/data", false), new Mount("/srv", "/srv", true));
        JsonNode config = config(mounts);

        assertThat(config.path("Binds")).hasSize(2);
        assertThat(config.path("Binds").get(1).asText()).startsWith("data:/data:rw");
        assertThat(config.path("Mounts")).hasSize(1);
        assertThat(config.path("Mounts").get(0).path("Type").asText()).isEqualTo("bind");
        assertThat(config.path("Mounts").get(0).path("ReadOnly").asBoolean()).isTrue();
    }

    @Test
    void aContainerThatOnlyLooksCanChangeNothing() {
        JsonNode config = json(HostConfigs.looking("toolbox", List.of(new Mount("data", "/data", false))));

        assertThat(config.path("Binds").get(1).asText()).startsWith("data:/data:ro");
        assertThat(config.path("CapDrop")).hasToString("[\"ALL\"]");
    }

    private static JsonNode config(List<Mount> mounts, Limit... limits) {
        Host host = Host.of(new HostSurvey(
                """
                100 90 0:50 / / rw - overlay overlay rw
                102 100 254:0 /x /.container-limits ro - ext4 /dev/vda rw
                103 100 254:16 / /data rw - ext4 /dev/vdb rw
                """,
                "",
                "",
                "0-1",
                Map.of("254:0", "../../devices/x/block/vda", "254:16", "../../devices/x/block/vdb"),
                Map.of(),
                Map.of(),
                Map.of(),
                "",
                "",
                "",
                "",
                List.of()));
        Settings settings = Settings.NONE;
        for (Limit limit : limits) {
            settings = settings.and(assertDoesNotThrow(() -> limit.settings(host)));
        }
        return config(mounts, settings);
    }

    private static JsonNode config(List<Mount> mounts, Settings settings) {
        return json(HostConfigs.of(spec(mounts, settings, Network.NONE), "toolbox"));
    }

    private static ContainerSpec spec(List<Mount> mounts, Settings settings, Network network) {
        Image image = new Image("shop", "sha256:1", "", "", List.of());
        return new ContainerSpec(image, settings, mounts, false, List.of(), network, Set.of(), Duration.ofMinutes(1));
    }

    /** An engine refuses to give one that shares another's network a name; and in a network of its own it makes the name known itself. */
    @Test
    void onlyAContainerWithoutANetworkIsToldItsName() {
        assertThat(hosts(Network.NONE)).containsExactly("container-limits:127.0.0.1");
        assertThat(hosts(new Network.Loopback(List.of("db"))))
                .containsExactly("container-limits:127.0.0.1", "db:127.0.0.1");
        assertThat(hosts(new Network.OfEngine("bridge", List.of("db")))).containsExactly("db:127.0.0.1");
        assertThat(hosts(new Network.OfContainer("42"))).isEmpty();
    }

    private static List<String> hosts(Network network) {
        JsonNode config = json(HostConfigs.unlimited(spec(List.of(), Settings.NONE, network), "toolbox"));
        List<String> hosts = new ArrayList<>();
        config.path("ExtraHosts").forEach(host -> hosts.add(host.asText()));
        return hosts;
    }

    @Test
    void aWordThatTheClientDoesNotKnowIsNotDroppedInSilence() {
        assertThatThrownBy(() -> config(List.of(), Settings.of("NanoCpu", 5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NanoCpu");
    }

    private static JsonNode json(HostConfig config) {
        return new ObjectMapper().valueToTree(config);
    }
}
