/** The plugin's goals. Nothing else imports Maven. */
@NullMarked
package io.github.containerlimits.maven;

import org.jspecify.annotations.NullMarked;
