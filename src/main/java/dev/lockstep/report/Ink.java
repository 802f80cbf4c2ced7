package dev.lockstep.report;

/** Colours of a terminal, or none: the escape sequences of ECMA-48, section 8.3.117 (SGR), that light and dark terminals both show well. */
public enum Ink {
    NONE, COLOURS;

    /** The text in the colour of its meaning. Whatever is invisible in the text has to be escaped before. */
    public String paint(String text, Tone tone) {
        String code = switch (tone) {
            case PLAIN -> "";
            case STRONG -> "1";
            case OPENS -> "32";
            case CLOSES -> "31";
            case LOCKS -> "33";
            case LEFT_ALONE -> "35";
        };
        return this == NONE || code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
