package io.github.containerlimits.policy.kubernetes;

import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.policy.source.Origins;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Volumes of a pod that are memory, where a container mounts them. */
record MemoryVolumes(Container container, Origins origins) {
    /** A list of paths with their sizes, as in {@code tmpfs}; absent where there is none. */
    Optional<SequenceNode> tmpfs() {
        Map<String, Fields> volumes = volumes();
        List<Node> paths = new ArrayList<>();
        for (Fields mount : container.fields().each("volumeMounts")) {
            Optional<Fields> volume = mount.text("name").map(volumes::get);
            Optional<Node> path = mount.value("mountPath");
            if (volume.isPresent() && path.isPresent()) {
                tmpfs(volume.get(), mount, path.get()).ifPresent(paths::add);
            }
        }
        return paths.isEmpty()
                ? Optional.empty()
                : Optional.of(new SequenceNode(
                        Tag.SEQ,
                        true,
                        paths,
                        paths.get(0).getStartMark(),
                        paths.get(0).getEndMark(),
                        FlowStyle.BLOCK));
    }

    /** A volume is as large as its limit says; one without a limit as the pod's memory. */
    private Optional<Node> tmpfs(Fields volume, Fields mount, Node path) {
        Optional<Amount> size = volume.value("sizeLimit")
                .flatMap(node -> Amount.read(node, "emptyDir.sizeLimit", origins.findings()))
                .flatMap(amount -> amount.bytes(origins.findings()))
                .filter(amount -> !amount.isZero());
        String medium = volume.text("medium").orElse("");
        if (!medium.equals("Memory")) {
            size.ifPresent(amount -> origins.remark(
                    volume.key("sizeLimit"),
                    "emptyDir.sizeLimit is not looked at: it is enforced by a kubelet's eviction of the pod"));
            return Optional.empty();
        }
        if (mount.isTrue("readOnly")) {
            origins.remark(mount.key("readOnly"), "a volume of memory that is mounted read-only is not looked at");
            return Optional.empty();
        }
        boolean isLimit =
                LimitKinds.ALL.stream().anyMatch(kind -> kind.path().get(0).equals("tmpfs"));
        if (!isLimit) {
            size.ifPresent(amount -> origins.remark(volume.key("sizeLimit"), "emptyDir.sizeLimit is not looked at"));
        }
        return size.filter(amount -> isLimit)
                .flatMap(amount -> mount.text("mountPath")
                        .<Node>map(target -> Translation.scalar(amount.node(), target + ":size=" + amount.whole())))
                .or(() -> Optional.of(path));
    }

    private Map<String, Fields> volumes() {
        Map<String, Fields> volumes = new LinkedHashMap<>();
        for (Fields volume : container.pod().each("volumes")) {
            if (volume.value("emptyDir").isPresent()) {
                volume.text("name").ifPresent(name -> volumes.put(name, volume.below("emptyDir")));
            }
        }
        return volumes;
    }
}
