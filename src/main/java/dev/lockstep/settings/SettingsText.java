package dev.lockstep.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A properties file as a person wrote it: each line with its number, and with all that Java's reader would pass over without a word.
 *
 * @see Properties#load(java.io.Reader)
 */
public final class SettingsText {

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    /** Java takes a mark for the first letter of a key. */
    private static final Pattern MARKS = Pattern.compile("^[\\s\\uFEFF\\u200B\\u2060\\u00A0]+");
    private static final Pattern ASSIGNED = Pattern.compile("((?:\\\\.|[^=:\\\\])*)[=:].*", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u[0-9A-Fa-f]{4}|.)", Pattern.DOTALL);
    private static final Pattern MEANT = Pattern.compile("\\\\(?:u....|[\\\\tnrf:=#! \"'\t])", Pattern.DOTALL);

    private final String file;
    private final List<Line> lines = new ArrayList<>();

    /**
     * A line, or several that backslashes join.
     *
     * @param number where it begins, from 1
     * @param key    its key as Java's reader takes it
     * @param value  its value, likewise
     * @param name   what stands before its first {@code =} or {@code :}; empty where there is none
     * @param faults what can't have been meant, without the file and the number
     */
    record Line(int number, String key, String value, Optional<String> name, List<String> faults) {
    }

    private SettingsText(String file) {
        this.file = file;
    }

    /**
     * Takes a file apart.
     *
     * @param file its name, for messages
     * @throws SettingsException when it isn't UTF-8
     */
    public static SettingsText of(String file, byte[] bytes) {
        SettingsText text = new SettingsText(file);
        text.takeApart(LINE_END.split(decoded(bytes, "The settings file '" + file + "'", ", or give another with --config FILE."), -1));
        return text;
    }

    /** The same for a file that somebody else reads, in whatever encoding. */
    public static SettingsText ofOthers(String file, byte[] bytes) {
        try {
            return of(file, bytes);
        } catch (SettingsException e) {
            return of(file, new String(bytes, StandardCharsets.ISO_8859_1).replace("\0", "").getBytes(StandardCharsets.UTF_8));
        }
    }

    String file() {
        return file;
    }

    List<Line> lines() {
        return lines;
    }

    /** Where a line is, for messages. */
    String place(Line line) {
        return "'" + file + "', line " + line.number() + ": ";
    }

    /**
     * The text of bytes that have to be UTF-8.
     *
     * @param what   whose they are, for the message
     * @param remedy what else can be done than to save it as UTF-8, with a full stop
     * @throws SettingsException naming the line that isn't
     */
    static String decoded(byte[] bytes, String what, String remedy) {
        try {
            return Text.utf8(bytes);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(what + " " + e.getMessage() + ". Nothing was changed. Save it as UTF-8" + remedy);
        }
    }

    private void takeApart(String[] natural) {
        for (int i = 0; i < natural.length; i++) {
            String line = MARKS.matcher(natural[i]).replaceFirst("");
            if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == '!') {
                continue;
            }
            int first = i + 1;
            List<String> faults = new ArrayList<>();
            StringBuilder whole = new StringBuilder();
            while (goesOn(line)) {
                whole.append(line, 0, line.length() - 1);
                String next = i + 1 < natural.length ? MARKS.matcher(natural[i + 1]).replaceFirst("") : "";
                Optional<String> fault = swallowed(i + 1, next);
                if (fault.isPresent()) {
                    faults.add(fault.get());
                    line = "";
                } else {
                    line = next;
                    i++;
                }
            }
            add(first, whole.append(line).toString(), faults);
        }
    }

    /** Whether the next line belongs to it: an even number of backslashes at its end stands for half of them. */
    private static boolean goesOn(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static Optional<String> swallowed(int number, String next) {
        String end = "the backslash at the end of line " + number + " ";
        String remedy = "Take it away, or write two where one is meant.";
        if (next.isEmpty()) {
            return Optional.of(end + "joins nothing to it. " + remedy);
        }
        if (next.charAt(0) == '#' || next.charAt(0) == '!') {
            return Optional.of(end + "makes the comment of line " + (number + 1) + " a part of the value. Put the comment elsewhere.");
        }
        Matcher assigned = ASSIGNED.matcher(next);
        String name = assigned.matches() ? assigned.group(1).strip() : "";
        return Spelling.isOf(name, false) || Spelling.key(Spelling.PREFIX + name).isPresent()
                ? Optional.of(end + "makes line " + (number + 1) + ", which sets '" + name + "', a part of the value. " + remedy) : Optional.empty();
    }

    private void add(int number, String logical, List<String> faults) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logical));
        } catch (IOException | IllegalArgumentException e) {
            faults.add("a \\u that four hexadecimal digits don't follow. Write two backslashes where one is meant.");
            lines.add(new Line(number, "", "", Optional.empty(), faults));
            return;
        }
        Matcher escapes = ESCAPE.matcher(logical);
        boolean dropped = false;
        while (escapes.find()) {
            dropped |= !MEANT.matcher(escapes.group()).matches();
        }
        if (dropped) {
            faults.add("a single backslash that counts for nothing in such a file. Write two where one is meant: \\\\d for \\d.");
        }
        Matcher assigned = ASSIGNED.matcher(logical);
        Optional<String> name = assigned.matches() ? Optional.of(assigned.group(1).strip()) : Optional.empty();
        one.stringPropertyNames().forEach(key -> lines.add(new Line(number, key, one.getProperty(key), name, List.copyOf(faults))));
    }
}
