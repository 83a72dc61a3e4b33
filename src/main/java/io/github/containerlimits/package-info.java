/**
 * Proves that container limits hold. Data flows one way:
 *
 * <pre>
 * PolicyReader → Policy → Planner → Plan → TrialRunner → Measurement → Conclusion → Results → report
 * </pre>
 *
 * What is particular to a limit, a metric or a way round a limit stands in one file of {@code limit}, {@code metric} or {@code way}.
 *
 * {@link io.github.containerlimits.Verification} is the one orchestrator. Only the policy reader, the {@code docker} package, the
 * reports and the {@code maven} package touch the outside; the rest is pure.
 */
@NullMarked
package io.github.containerlimits;

import org.jspecify.annotations.NullMarked;
