package dev.lockstep.settings;

import java.util.ArrayList;
import java.util.List;

/** How a list is split: at commas. An item that begins with a quote goes on to the next quote of its kind, commas and blanks included; doubled, a quote is one of its letters. */
final class Lists {

    /** For {@code allowed}. */
    static final String QUOTES = "; double quotes keep a comma: \"a, b\"";

    private Lists() {
    }

    /** The items, without the empty ones. */
    static List<String> split(String text) {
        return split(text, false);
    }

    /**
     * The same.
     *
     * @param braces whether a comma between braces separates nothing either, as in the regular expression {@code [0-9]{1,3}}
     * @throws IllegalArgumentException for a quote that isn't closed, or has something else than a comma behind it
     */
    static List<String> split(String text, boolean braces) {
        List<String> items = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == ',' || Text.isBlank(text.charAt(at))) {
                at++;
            } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
                at = quoted(text, at, items);
            } else {
                int end = end(text, at, braces);
                items.add(Text.bare(text.substring(at, end)));
                at = end;
            }
        }
        return items.stream().filter(item -> !item.isEmpty()).toList();
    }

    private static int quoted(String text, int begin, List<String> items) {
        char quote = text.charAt(begin);
        StringBuilder item = new StringBuilder();
        int at = begin + 1;
        while (at < text.length() && (text.charAt(at) != quote || at + 1 < text.length() && text.charAt(at + 1) == quote)) {
            item.append(text.charAt(at));
            at += text.charAt(at) == quote ? 2 : 1;
        }
        Kinds.require(at < text.length());
        at++;
        while (at < text.length() && Text.isBlank(text.charAt(at))) {
            at++;
        }
        Kinds.require(at == text.length() || text.charAt(at) == ',');
        items.add(item.toString());
        return at;
    }

    private static int end(String text, int begin, boolean braces) {
        for (int at = begin; at < text.length(); at++) {
            int close = braces && text.charAt(at) == '{' ? text.indexOf('}', at) : -1;
            if (close > 0) {
                at = close;
            } else if (text.charAt(at) == ',') {
                return at;
            }
        }
        return text.length();
    }
}
