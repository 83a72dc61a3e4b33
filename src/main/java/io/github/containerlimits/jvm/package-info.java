/**
 * What a JVM makes of its container's limits: how it is asked, what its answers say, and what follows from them. Nothing here runs anything: others ask, and
 * hand over the text.
 */
@NullMarked
package io.github.containerlimits.jvm;

import org.jspecify.annotations.NullMarked;
