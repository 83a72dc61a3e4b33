package io.github.containerlimits.maven;

import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.policy.yaml.Spellings;
import io.github.containerlimits.result.Diagnosis;
import io.github.containerlimits.result.Diagnosis.Ability;
import io.github.containerlimits.result.Diagnosis.Word;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;

/**
 * Limits that an engine must enforce.
 *
 * @param keys of kinds of limits, each once
 */
record Required(List<String> keys) {
    /**
     * By their names.
     *
     * @throws MojoExecutionException where there is no limit of one
     */
    static Required of(List<String> names) throws MojoExecutionException {
        List<String> keys = names.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        List<String> unknown =
                keys.stream().filter(key -> !LimitKinds.keys().contains(key)).toList();
        if (!unknown.isEmpty()) {
            throw new MojoExecutionException("require (container-limits.require): "
                    + unknown.stream()
                            .map(key -> "'" + key + "' is no limit" + Spellings.hint(key, LimitKinds.keys()))
                            .collect(Collectors.joining("; "))
                    + ". There are " + String.join(", ", LimitKinds.keys()) + ".");
        }
        return new Required(keys);
    }

    /**
     * Compares.
     *
     * @throws MojoFailureException where one is not enforced, or that is not known
     */
    void check(Diagnosis diagnosis) throws MojoFailureException {
        List<Ability> lacking = diagnosis.abilities().stream()
                .filter(ability -> keys.contains(ability.kind().key()) && ability.word() != Word.YES)
                .toList();
        if (!lacking.isEmpty()) {
            throw new MojoFailureException(lacking.size() + " of the " + keys.size()
                    + (keys.size() == 1 ? " limit" : " limits") + " required of the engine at "
                    + diagnosis.engine().address() + (lacking.size() == 1 ? " is" : " are") + " not enforced there: "
                    + lacking.stream()
                            .map(ability -> ability.kind().key() + " (" + ability.word() + "): " + ability.why() + "."
                                    + (ability.advice().isEmpty() ? "" : " " + ability.advice()))
                            .collect(Collectors.joining(" ")));
        }
    }
}
