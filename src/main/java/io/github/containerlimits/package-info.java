/**
 * Proves that container limits hold. Data flows one way:
 *
 * <pre>
 * PolicyReader → Policy → Planner → Plan → Engine → Measurement → Judge → Verdict → report
 * </pre>
 *
 * {@link io.github.containerlimits.Verification} is the one orchestrator. Only the policy reader, the {@code docker} package, the
 * reports and the {@code maven} package touch the outside; the rest is pure.
 */
@NullMarked
package io.github.containerlimits;

import org.jspecify.annotations.NullMarked;
