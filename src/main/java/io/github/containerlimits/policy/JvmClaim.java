package io.github.containerlimits.policy;

import io.github.containerlimits.jvm.JvmFinding;
import io.github.containerlimits.limit.Place;
import java.util.Optional;

/**
 * What is to be found out of an application's JVM, where it has one.
 *
 * @param isNamed whether the policy names it: then it is unproven where it can't be found out, instead of being left out
 * @param wanted what the policy claims of it; absent where it claims nothing
 */
public record JvmClaim(Place place, JvmFinding finding, boolean isNamed, Optional<String> wanted) {}
