package io.github.containerlimits.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container engine, as far as trials need one. Everything that it makes carries this run's label, and is gone after {@link #close()}.
 *
 * <p>Every call has a deadline; each throws {@link EngineException} where the engine fails, hangs or is gone.
 */
public interface Engine extends AutoCloseable {
    /** What the engine says of itself and of its host. */
    EngineFacts facts();

    /** The image by its reference, pulled where the engine does not have it. */
    Image image(String reference);

    /**
     * Looks at the engine's host through a container of its own (the probe), which stays until {@link #close()}: the image with no limits, the
     * toolbox, the policy's volumes read-only and the host's cgroup tree read-only.
     *
     * @return the text of files as the probe sees them, by the keys of {@link HostSurvey}
     */
    HostSurvey survey(Image image, List<Mount> volumes);

    /**
     * Looks again, as it was told to the last time.
     *
     * @throws IllegalStateException where it was never told to
     */
    HostSurvey surveyAgain();

    /**
     * Makes and starts a container whose first process only holds it open; loads are started in it with {@link Container#start}.
     *
     * @throws RefusedException where the engine refuses the limits, at creation or at start
     */
    Container run(ContainerSpec spec) throws RefusedException;

    /**
     * Makes and starts a container whose first process is the image's own command, with the image's user, environment, volumes and health check.
     * Nothing of ours runs in it.
     *
     * @throws RefusedException where the engine refuses the limits, or can't start the command in them
     */
    Application launch(ApplicationSpec spec) throws RefusedException;

    /**
     * The locks that the engine keeps, which runs on any machine share: each of something that only one of them may have at a time. Engines of one machine share them within this process, once their
     * hosts were surveyed.
     */
    Locks locks();

    /** Begins to watch what the engine's host does beside its containers. What can be seen is known once a container was run. */
    Watch watch();

    /** A watch over the engine's host. */
    interface Watch {
        /** What was seen since the watch began. */
        Uncharged seen();
    }

    /** The locks that an engine keeps. */
    interface Locks {
        /**
         * Takes a lock; does not wait. It renews itself until it is closed, however long that takes.
         *
         * @param image any that the engine has
         * @param thing what it is a lock of: some words
         * @param cpus how many CPUs whoever has it keeps busy
         * @param lease for how long it is kept without a renewal, in whole seconds: after that, others take it from a holder that died or can't reach the engine
         * @return absent while anybody holds it
         */
        Optional<Lock> take(Image image, String thing, int cpus, Duration lease);

        /** Of what there are locks now, this run's own among them, and how many CPUs each keeps busy. All that were taken before the call are there, on whatever machine. */
        Map<String, Integer> taken();
    }

    /** One of the engine's locks, taken. */
    interface Lock extends AutoCloseable {
        /**
         * Whether nobody else can have had the lock since it was taken. Does not ask the engine.
         *
         * @return false, and that for good, once a lease passed without a renewal, or a renewal found the lock gone; and once it was given back
         */
        boolean isHeld();

        /** Gives it back. */
        @Override
        void close();
    }

    /** Removes all that this object made. May be called from any thread, and more than once. */
    @Override
    void close();
}
