/** What the kernel counted: counters of a control group, samples of them, and what a trial measured. */
@NullMarked
package io.github.containerlimits.measure;

import org.jspecify.annotations.NullMarked;
