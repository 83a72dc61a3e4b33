/** The page that a browser shows: its text, its charts, and the commands that repeat a trial by hand. */
@NullMarked
package io.github.containerlimits.report.html;

import org.jspecify.annotations.NullMarked;
