package dev.lockstep.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a command is split into words: at blanks; what stands in single or double quotes belongs together, and the quotes go.
 * Nothing else has a meaning: no backslashes, no variables, no wildcards, for no shell is asked.
 */
public final class CommandWords {

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

    private CommandWords() {
    }

    /** The words as one line that {@link #split} takes apart again: a word with blanks or odd characters stands in quotes. */
    public static String join(List<String> words) {
        return words.stream().map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\"'\"'") + "'").collect(Collectors.joining(" "));
    }

    /**
     * The words of a command.
     *
     * @throws IllegalArgumentException for a quote that isn't closed
     */
    public static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (char c : command.toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        Kinds.require(quote == 0);
        if (inWord) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }
}
