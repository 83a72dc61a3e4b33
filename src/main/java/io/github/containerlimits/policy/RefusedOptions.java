package io.github.containerlimits.policy;

import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.quantity.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Options of the load's programs that would run commands, touch devices or files elsewhere, or size a load by the host. */
final class RefusedOptions {
    private static final Bytes MOST_SIZE = Bytes.ofMebibytes(64 << 10);

    private static final Map<Pattern, String> FIO = Map.of(
            Pattern.compile("--(exec_prerun|exec_postrun|trigger.*)"), "runs a command",
            Pattern.compile("--(filename.*|directory|opendir|aux-path|mmap_file|lockfile)"),
                    "names files or devices: use 'in' for where a load writes",
            Pattern.compile(
                            "--(output.*|.*_log|log_.*|.*_iolog|write_iolog|read_iolog|replay.*|status-interval|eta.*|bgstream)"),
                    "changes what is reported, or where",
            Pattern.compile(
                            "--(client|server|daemonize|remote-config|idle-prof.*|section|showcmd|readonly|parse-only)"),
                    "changes how fio itself runs",
            Pattern.compile(
                            "--(prioclass|prio|cgroup.*|cpus_allowed.*|cpumask|numa_.*|uid|gid|unlink.*|create_only|allow_mounted_write)"),
                    "changes the process or the control group that is measured");

    private static final Set<String> FIO_ENGINES =
            Set.of("psync", "sync", "pvsync", "pvsync2", "vsync", "libaio", "posixaio", "io_uring", "mmap", "splice");

    private static final Map<Pattern, String> STRESS_NG = Map.of(
            Pattern.compile("--(class|all|sequential|random|seq|with|exclude|permute)|-r|-a|-x"),
                    "picks loads by itself",
            Pattern.compile(
                            "--(temp-path|yaml|log-file|job|ftrace|perf|tz|thermalstat|vmstat|iostat|status|stressors|syslog|stdout)|-Y|-j"),
                    "reads or writes files, or changes what is reported",
            Pattern.compile(
                            "--(pathological|sched.*|ionice.*|taskset|keep-files|klog-check|smart|ksm|abort|maximize|aggressive|thrash)|-K"),
                    "can hurt the host, or changes how it is scheduled",
            Pattern.compile(
                            "--(dev|dev-.*|module|module-.*|rawdev|rawdev-.*|rawpkt|rawsock|rawudp|watchdog|reboot|apparmor|bind-mount|binderfs|chroot"
                                    + "|cpu-online|cpu-online-.*|clone|clock|dekker|devshm|efivar|fanotify|hdd-opts|icmp-flood|ioport|ioport-.*|iomix|ipsec-mb|kvm"
                                    + "|led|loop|misaligned|mlockmany|module|netlink-.*|nice|numa|oom-pipe|pci|physpage|physmmap|powermath|ramfs|resources|rtc"
                                    + "|secretmem|smi|softlockup|spawn|swap|sysbadaddr|sysfs|sysinval|sysinfo|procfs|tun|uprobe|userfaultfd|usersyscall|vdso|veccmp|zlib-.*)"),
                    "touches devices, the kernel or the whole host");

    private RefusedOptions() {}

    /** Why a load must not be run; absent where nothing speaks against it. */
    static Optional<String> reason(Load load) {
        for (String argument : load.arguments()) {
            if (argument.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
                return Optional.of("an argument must stand on one line");
            }
        }
        return switch (load.tool()) {
            case FIO -> fio(load.arguments());
            case STRESS_NG -> stressNg(load.arguments());
            case STRESS -> stress(load.arguments());
            case RUN -> load.arguments().isEmpty() ? Optional.of("there is no command") : Optional.empty();
        };
    }

    private static Optional<String> fio(List<String> arguments) {
        for (String argument : arguments) {
            String option = name(argument).replace('-', '_').replaceFirst("^__", "--");
            String value = value(argument);
            if (!argument.startsWith("--")) {
                return Optional.of(Findings.quoted(argument) + " is no option of fio of the form --name=value");
            }
            Optional<String> refused = match(FIO, name(argument)).or(() -> match(FIO, option));
            if (refused.isPresent()) {
                return Optional.of(name(argument) + " is not allowed: it " + refused.get());
            }
            if (option.equals("--ioengine") && !FIO_ENGINES.contains(value)) {
                return Optional.of("the I/O engine " + Findings.quoted(value) + " is not allowed: it must be one of "
                        + String.join(", ", FIO_ENGINES.stream().sorted().toList()));
            }
            if (Set.of("--size", "--io_size", "--filesize", "--fill_device").contains(option)) {
                Optional<String> size = size(option, value);
                if (size.isPresent()) {
                    return size;
                }
            }
            if (Set.of("--numjobs", "--nrfiles", "--iodepth").contains(option) && !value.matches("\\d{1,3}")) {
                return Optional.of(option + " must be a number below 1000");
            }
        }
        return arguments.isEmpty() ? Optional.of("fio needs options") : Optional.empty();
    }

    private static Optional<String> size(String option, String value) {
        try {
            return Bytes.parse(value).compareTo(MOST_SIZE) > 0
                    ? Optional.of(option + " of " + value + " is above " + MOST_SIZE)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(option + " must be an absolute size such as 32m, not " + Findings.quoted(value));
        }
    }

    private static Optional<String> stressNg(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String value =
                    argument.contains("=") ? value(argument) : i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            Optional<String> refused = match(STRESS_NG, name(argument));
            if (refused.isPresent()) {
                return Optional.of(name(argument) + " is not allowed: it " + refused.get());
            }
            if (argument.startsWith("-") && value.endsWith("%")) {
                return Optional.of(name(argument) + " of " + value + " is a part of the host: give an absolute number");
            }
            if (argument.startsWith("-") && value.matches("0+|-\\d+")) {
                return Optional.of(
                        name(argument) + " of " + value + " takes all that the host has: give a number above 0");
            }
        }
        return arguments.isEmpty() ? Optional.of("stress-ng needs options") : Optional.empty();
    }

    private static Optional<String> stress(List<String> arguments) {
        for (String argument : arguments) {
            if (argument.matches("-\\d+|.*%")) {
                return Optional.of(Findings.quoted(argument) + " is no absolute number");
            }
        }
        return arguments.isEmpty() ? Optional.of("stress needs options") : Optional.empty();
    }

    private static Optional<String> match(Map<Pattern, String> refused, String name) {
        return refused.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(name).matches())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String name(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }

    private static String value(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? "" : argument.substring(equals + 1);
    }
}
