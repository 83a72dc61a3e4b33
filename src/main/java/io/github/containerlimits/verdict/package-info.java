/** What follows from the measurement: one verdict for each limit or expectation. */
@NullMarked
package io.github.containerlimits.verdict;

import org.jspecify.annotations.NullMarked;
