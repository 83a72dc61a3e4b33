package io.github.containerlimits.measure;

import io.github.containerlimits.quantity.Printed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an application answered requests that were to begin at a constant rate. A request that began late because the application was not there for it counts
 * from the moment at which it was to begin, as whoever sent it would: otherwise one that stands still for seconds would delay a single request by that, and
 * be sent no others meanwhile (coordinated omission).
 *
 * @param asked requests a second that were to begin
 * @param requests that were to begin
 * @param late of them that began late
 * @param failed of them that were not answered, or with a status of 400 or more
 * @param rejected of those, the ones that were answered so
 * @param endless of them that were answered with another status, but without a length, or not to their end: the loader tells neither which, nor what they took
 * @param isDelivered whether the loader kept its rate, as far as it was up to the loader
 * @param micros what those that were answered took, and what those that still waited in the end had waited, in microseconds, the shortest first
 */
public record Served(
        double asked,
        int requests,
        int late,
        int failed,
        int rejected,
        int endless,
        boolean isDelivered,
        List<Long> micros) {
    /** A request that begins no later than this is on time, in microseconds: loaders and their hosts have their own delays. */
    private static final long ON_TIME = 50_000;

    /** So much slower than asked for may a loader's clock run. */
    private static final double SLOW_CLOCK = 0.01;

    /** That part of all requests may begin late by the loader's own fault. */
    private static final double FEW = 0.02;

    private static final int LEAST_FAILURE = 400;

    /** What a curve goes through. */
    private static final List<Double> PARTS =
            List.of(0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0);

    /** As h2load writes its log: the moment at which a request began and what its answer took, in microseconds, and the status between them. */
    private static final Pattern LINE = Pattern.compile("(\\d{1,17})\\t(-1|\\d{1,3})\\t(\\d{1,12})");

    /** What h2load says in the end, of those whose answers it takes for none as well. */
    private static final Pattern STATUSES =
            Pattern.compile("(?m)^status codes: (\\d{1,9}) 2xx, (\\d{1,9}) 3xx, (\\d{1,9}) 4xx, (\\d{1,9}) 5xx$");

    public Served {
        micros = List.copyOf(micros);
    }

    private record Answer(long began, int status, long took) {}

    /**
     * Reads what a loader wrote of its requests.
     *
     * @param atOnce requests that begin together
     * @param period from one beginning to the next, in microseconds
     * @param requests that were to begin in all
     * @param stoppedAfter microseconds after the first one, where the loader did not end by itself
     */
    public static Served of(String log, int atOnce, long period, int requests, Optional<Long> stoppedAfter) {
        double asked = atOnce * 1e6 / period;
        List<Answer> answers = log.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new Answer(
                        Long.parseLong(line.group(1)), Integer.parseInt(line.group(2)), Long.parseLong(line.group(3))))
                .sorted(Comparator.comparingLong(Answer::began))
                .limit(requests)
                .toList();
        int due = stoppedAfter
                .map(after -> (int) Math.min(requests, (after / period + 1) * atOnce))
                .orElse(requests);
        Matching matching = new Matching(answers, atOnce, period, Math.max(due, answers.size()));
        matching.match();
        int good = (int) answers.stream()
                .filter(answer -> answer.status() >= 0 && answer.status() < LEAST_FAILURE)
                .count();
        int rejected = (int) answers.stream()
                .filter(answer -> answer.status() >= LEAST_FAILURE)
                .count();
        Matcher statuses = STATUSES.matcher(log);
        int endless = 0;
        if (statuses.find()) {
            int least = Math.min(requests, Integer.parseInt(statuses.group(1)) + Integer.parseInt(statuses.group(2)));
            endless = Math.max(0, least - good);
            rejected = Math.max(
                    rejected,
                    Math.min(
                            requests - good - endless,
                            Integer.parseInt(statuses.group(3)) + Integer.parseInt(statuses.group(4))));
        }
        List<Long> micros = new ArrayList<>(matching.micros);
        stoppedAfter.ifPresent(after -> matching.left().forEach(moment -> micros.add(Math.max(0, after - moment))));
        micros.sort(Comparator.naturalOrder());
        return new Served(
                asked,
                matching.requests,
                matching.late + matching.left().size(),
                matching.requests - good - endless,
                rejected,
                endless,
                matching.isDelivered(),
                micros);
    }

    /** What that part of all answered requests took at most, in seconds; absent where none was answered. Of 1, the longest. */
    public Optional<Double> quantile(double part) {
        return micros.isEmpty()
                ? Optional.empty()
                : Optional.of(micros.get((int) Math.max(0, Math.ceil(part * micros.size()) - 1)) / 1e6);
    }

    /**
     * A point of the curve of what answers took.
     *
     * @param part of all answered requests, 0 to 1
     * @param seconds that this part took at most
     */
    public record Quantile(double part, double seconds) {}

    /** What answers took, from the shortest to the longest; empty where none was answered. */
    public List<Quantile> curve() {
        return PARTS.stream()
                .flatMap(part -> quantile(part).map(seconds -> new Quantile(part, seconds)).stream())
                .toList();
    }

    /** Requests a second that began on time. */
    public double begun() {
        return requests == 0 ? 0 : asked * (requests - late) / requests;
    }

    /** The part of all requests that failed. */
    public double failures() {
        return part(failed);
    }

    /** The same with those of which it is not known. */
    public double failuresAtMost() {
        return part(failed + endless);
    }

    /** Whether what the answers took is known of nearly all. */
    public boolean isTimed() {
        return isDelivered && endless <= FEW * requests;
    }

    /** The part of all requests that were answered with a status of 400 or more: whoever answers so is there. */
    public double rejections() {
        return part(rejected);
    }

    private double part(int count) {
        return requests == 0 ? 0 : (double) count / requests;
    }

    /** All of it: {@code 500 requests at 50/s, 3 failed, p50 1.2 ms, p95 3.4 ms, p99 12 ms, longest 80 ms}. */
    public String words() {
        List<String> words = new ArrayList<>();
        words.add(requests + " requests at " + Printed.of(asked, Printed.DIGITS, "/s"));
        words.add(failed == 0 ? "none failed" : failed + " failed" + ofThemRejected());
        if (endless > 0) {
            words.add(endless + " without a length, so that their end is not known");
        }
        if (!micros.isEmpty()) {
            words.add("p50 " + time(0.5));
            words.add("p95 " + time(0.95));
            words.add("p99 " + time(0.99));
            words.add("longest " + time(1));
        }
        return String.join(", ", words);
    }

    private String ofThemRejected() {
        return rejected == 0 ? "" : ", " + rejected + " of them with a status of " + LEAST_FAILURE + " or more";
    }

    private String time(double part) {
        return Printed.latency(quantile(part).orElseThrow(), Printed.DIGITS).toString();
    }

    /**
     * Which request was to begin when. Only when each one began is known: the oldest of those that are due is taken for it, where one is due since a moment;
     * otherwise it is one of those that are late.
     */
    private static final class Matching {
        private final List<Answer> answers;
        private final int atOnce;
        private final double period;
        private final int requests;
        private final Deque<Long> due = new ArrayDeque<>();
        private final Deque<Long> overdue = new ArrayDeque<>();
        private final List<Long> micros = new ArrayList<>();
        private int next;
        private int late;
        private long latest;

        Matching(List<Answer> answers, int atOnce, long period, int requests) {
            this.answers = answers;
            this.atOnce = atOnce;
            this.requests = requests;
            this.period = period * (1 + slowness(answers, atOnce, period));
        }

        /** By what part of the time the loader's clock ran slow: as much as the later half of all requests began late at least. */
        private static double slowness(List<Answer> answers, int atOnce, long period) {
            double least = SLOW_CLOCK;
            for (int i = Math.max(atOnce, answers.size() / 2); i < answers.size(); i++) {
                double moment = (double) beginning(i, atOnce) * period;
                least = Math.min(least, (answers.get(i).began() - answers.get(0).began() - moment) / moment);
            }
            return answers.size() <= atOnce ? 0 : Math.max(0, least);
        }

        /** With how many others before it one begins. */
        private static int beginning(int request, int atOnce) {
            return request / atOnce;
        }

        private long moment(int request) {
            return Math.round(beginning(request, atOnce) * period);
        }

        private void match() {
            long first = answers.isEmpty() ? 0 : answers.get(0).began();
            for (Answer answer : answers) {
                long began = answer.began() - first;
                while (next < requests && moment(next) <= began) {
                    due.add(moment(next++));
                }
                while (!due.isEmpty() && due.getFirst() < began - ON_TIME) {
                    overdue.add(due.removeFirst());
                }
                take(answer, began);
            }
        }

        private void take(Answer answer, long began) {
            if (due.isEmpty() && overdue.isEmpty() && next < requests) {
                due.add(moment(next++)); // a moment early
            }
            boolean isLate = due.isEmpty() && !overdue.isEmpty();
            long moment = isLate ? overdue.removeFirst() : due.isEmpty() ? began : due.removeFirst();
            long delay = isLate ? began - moment : 0;
            late += isLate ? 1 : 0;
            latest = Math.max(latest, delay);
            if (answer.status() >= 0) {
                micros.add(delay + answer.took());
            }
        }

        /** When those were to begin that never did, or were never answered. */
        private List<Long> left() {
            List<Long> left = new ArrayList<>(overdue);
            left.addAll(due);
            for (int request = next; request < requests; request++) {
                left.add(moment(request));
            }
            return left;
        }

        /** Requests that an application keeps waiting delay others; where none waited half as long as others began late, it was the loader that did. */
        private boolean isDelivered() {
            long longest = answers.stream().mapToLong(Answer::took).max().orElse(0);
            return late <= FEW * requests || (latest - ON_TIME) / 2 <= longest;
        }
    }
}
