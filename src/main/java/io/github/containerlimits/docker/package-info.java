/** The engine port implemented with docker-java. Nothing else imports it. */
@NullMarked
package io.github.containerlimits.docker;

import org.jspecify.annotations.NullMarked;
