package dev.lockstep.account;

/** Names from outside, made fit for a terminal and a log: one line, no control characters, nothing that turns the writing direction. */
public final class Shown {

    private Shown() {
    }

    /** The text with everything invisible written as {@code \}{@code uXXXX}. */
    public static String text(String raw) {
        StringBuilder shown = new StringBuilder(raw.length());
        raw.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean invisible = Character.isISOControl(point) || type == Character.FORMAT || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR || type == Character.UNASSIGNED;
            if (invisible) {
                shown.append(String.format("\\u%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }
}
