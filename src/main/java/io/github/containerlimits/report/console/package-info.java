/** What people see of a verification: lines while it runs, in a terminal and in a log, and the table in the end. */
@NullMarked
package io.github.containerlimits.report.console;

import org.jspecify.annotations.NullMarked;
