package dev.lockstep;

import java.util.List;
import java.util.stream.Stream;

/** Text with every letter that some layer between a setting and a server has a meaning of its own for. */
public final class OddText {

    /** All of them in one. */
    public static final String ALL = "+ % %41 & # { } $ \u00fc";

    private OddText() {
    }

    /** Few texts with all of them, for what takes its time. */
    public static Stream<String> few() {
        return Stream.of(ALL, "a%2Bc", "{{b}}", "a;c=d?\"e'\\:@");
    }

    /** Each by itself between two letters, so that a test says which one was lost, and all of them. */
    public static Stream<String> each() {
        return Stream.concat(List.of("+", "%", "%41", "%2B", "&", "#", "{", "}", "{b}", "{{b}}", "$", "${b}", " ", "\u00fc", ";", "=", "?", "\"", "'", "\\", "@", ":").stream().map(odd -> "a" + odd + "c"), Stream.of(ALL));
    }
}
