package io.github.containerlimits.report.html;

import java.util.Arrays;
import java.util.List;

/** Tables that a narrow page shows as one card for each row; their roles are said, since a browser forgets them then. */
final class Cards {
    private Cards() {}

    static Markup head(String... names) {
        return Markup.tag("thead")
                .with("role", "rowgroup")
                .of(Markup.tag("tr")
                        .with("role", "row")
                        .of(Arrays.stream(names)
                                .map(name -> Markup.tag("th")
                                        .with("scope", "col")
                                        .with("role", "columnheader")
                                        .of(name))
                                .toList()));
    }

    static Markup body(List<Markup> rows) {
        return Markup.tag("tbody").with("role", "rowgroup").of(rows);
    }

    static Markup row(Markup name, List<Markup> cells) {
        return Markup.tag("tr")
                .with("role", "row")
                .of(
                        Markup.tag("th")
                                .with("scope", "row")
                                .with("role", "rowheader")
                                .of(name),
                        Markup.join(cells));
    }

    static Markup cell(String name, Markup content) {
        return Markup.tag("td").with("role", "cell").with("data-label", name).of(content);
    }

    /** One that is not broken over lines. */
    static Markup number(String name, String text) {
        return Markup.tag("td")
                .with("role", "cell")
                .with("data-label", name)
                .with("class", "number")
                .of(text);
    }
}
