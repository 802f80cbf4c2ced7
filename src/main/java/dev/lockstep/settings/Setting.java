package dev.lockstep.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One key that an administrator can set.
 *
 * @param <T>      the type of its value
 * @param key      the full key, {@code lockstep....} in kebab-case
 * @param sentence what it is for, for people
 * @param standard its default as one would write it; empty for none
 * @param allowed  what may be written, for messages and docs
 * @param example  a value as one would write it; empty where the default says enough
 * @param legacy   the environment variable that older set-ups use; empty for none
 * @param traits   what else is to be known of it
 * @param parser   from text to value; throws IllegalArgumentException for what isn't allowed
 */
public record Setting<T>(String key, String sentence, String standard, String allowed, String example, String legacy, Traits traits, Function<String, T> parser) {

    /**
     * What else is to be known of a setting.
     *
     * @param required whether nothing starts without it
     * @param secret   whether its value is never shown, and can be given as a file
     * @param later    whether this version knows nothing but its default
     * @param quotes   whether quotes have a meaning in it
     */
    public record Traits(boolean required, boolean secret, boolean later, boolean quotes) {
    }

    /** The environment variable that sets it: {@code lockstep.mas.command} is {@code LOCKSTEP_MAS_COMMAND}. */
    public String environment() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** All its names, for messages. */
    String names() {
        return key + " (" + environment() + (legacy.isEmpty() ? "" : " or " + legacy) + ")";
    }

    /** The value of a text; empty for an empty text. */
    Optional<T> value(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(parser.apply(text));
    }

    Setting<T> required() {
        return with(new Traits(true, traits.secret, traits.later, traits.quotes));
    }

    Setting<T> secret() {
        return with(new Traits(traits.required, true, traits.later, traits.quotes));
    }

    Setting<T> later() {
        return with(new Traits(traits.required, traits.secret, true, traits.quotes));
    }

    Setting<T> quotes() {
        return with(new Traits(traits.required, traits.secret, traits.later, true));
    }

    Setting<T> example(String text) {
        return new Setting<>(key, sentence, standard, allowed, text, legacy, traits, parser);
    }

    Setting<T> legacy(String name) {
        return new Setting<>(key, sentence, standard, allowed, example, name, traits, parser);
    }

    private Setting<T> with(Traits other) {
        return new Setting<>(key, sentence, standard, allowed, example, legacy, other, parser);
    }
}
