/** What a trial measures, one file a metric: its unit, how it is read, what presses it, and when it is settled. */
@NullMarked
package io.github.containerlimits.metric;

import org.jspecify.annotations.NullMarked;
