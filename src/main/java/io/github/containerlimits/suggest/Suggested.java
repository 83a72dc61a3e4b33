package io.github.containerlimits.suggest;

import io.github.containerlimits.policy.DeclaredApp;
import java.util.List;

/**
 * Limits that an application was measured to need, and was proven to live in.
 *
 * @param image the image's reference
 * @param proven cold starts in these limits that were held, one after the other
 * @param raised why the limits were raised above what it was measured to need with headroom, a sentence without a full stop each; empty where they were not
 * @param isAsItIsGiven whether it used much more memory where it had more, as runtimes do that size themselves by what they find
 */
public record Suggested(
        DeclaredApp app, String image, Need need, Sizes sizes, int proven, List<String> raised, boolean isAsItIsGiven) {
    public Suggested {
        raised = List.copyOf(raised);
    }
}
