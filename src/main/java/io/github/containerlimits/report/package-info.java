/** How verdicts are told: on the console and as files. */
@NullMarked
package io.github.containerlimits.report;

import org.jspecify.annotations.NullMarked;
