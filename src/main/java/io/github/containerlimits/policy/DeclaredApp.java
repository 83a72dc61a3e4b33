package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.load.Service;
import java.time.Duration;
import java.util.List;

/**
 * A trial of the application itself: the image's own command, in its limits.
 *
 * @param name what reports call it: {@code app} where the policy does not say
 * @param claims what it takes, beside being ready in time and staying so
 * @param beside what runs beside it while it is watched a second time; empty where it is watched once
 * @param jvm what is to be found out of its JVM, where it has one
 */
public record DeclaredApp(
        Place place,
        String name,
        Service service,
        List<Expectation.Fits> claims,
        List<DeclaredStressor> beside,
        List<JvmClaim> jvm) {
    public DeclaredApp {
        claims = List.copyOf(claims);
        beside = List.copyOf(beside);
        jvm = List.copyOf(jvm);
    }

    /** The same, watched for that time at least; a job ends by itself. */
    public DeclaredApp watchedFor(Duration least) {
        return service.isJob() || service.lasts().compareTo(least) >= 0
                ? this
                : new DeclaredApp(place, name, service.watchedFor(least), claims, beside, jvm);
    }

    /** The same with these claims. */
    public DeclaredApp claiming(List<Expectation.Fits> others) {
        return new DeclaredApp(place, name, service, others, beside, jvm);
    }

    /** The same with nothing to be found out of its JVM. */
    public DeclaredApp withoutJvm() {
        return new DeclaredApp(place, name, service, claims, beside, List.of());
    }
}
