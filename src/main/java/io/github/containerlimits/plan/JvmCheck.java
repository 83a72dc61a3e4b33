package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.jvm.Given;
import io.github.containerlimits.jvm.Jvm;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.DeclaredApp;
import io.github.containerlimits.policy.JvmClaim;
import io.github.containerlimits.verdict.Conclusion;
import java.util.Optional;

/** What the application's JVM makes of its limits, where it has one: it is asked once nothing is measured any more. */
public record JvmCheck(DeclaredApp app, JvmClaim claim) implements Check {
    @Override
    public Place place() {
        return claim.place();
    }

    @Override
    public String subject() {
        return app.name() + " jvm." + claim.finding().key();
    }

    @Override
    public String bound() {
        return claim.wanted().orElse(claim.finding().bound());
    }

    @Override
    public Optional<Disk> disk() {
        return Optional.empty();
    }

    @Override
    public boolean needsPressure() {
        return false;
    }

    @Override
    public boolean isOfWhatMayNotBe() {
        return !claim.isNamed();
    }

    /** No measurement tells it. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        return Optional.empty();
    }

    /** The conclusion by what the JVM said; absent where nothing limits what it is of. */
    public Optional<Conclusion> conclude(Jvm jvm, Given given) {
        return claim.finding().conclude(jvm, given, claim.wanted());
    }

    @Override
    public String remedy() {
        return "";
    }
}
