package dev.lockstep.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal of some width shows of what programs print, without an end below. It knows what Lockstep uses of ECMA-48:
 * colours and bold (8.3.117, SGR) and erasing a line (8.3.41, EL).
 */
final class Screen {

    private static final Pattern CONTROL = Pattern.compile("\u001b\\[([0-9;]*)([A-Za-z])");

    private final int columns;
    private final List<List<Cell>> lines = new ArrayList<>(List.of(new ArrayList<>()));
    private int column;
    private Style style = Style.PLAIN;

    Screen(int columns) {
        this.columns = columns;
    }

    /** How text looks: the number of a colour as SGR has it, 0 for that of the terminal. */
    record Style(int colour, boolean bold) {

        static final Style PLAIN = new Style(0, false);

        private Style with(int code) {
            if (code == 0) {
                return PLAIN;
            }
            if (code == 1 || code == 22) {
                return new Style(colour, code == 1);
            }
            if (code >= 30 && code <= 37 || code == 39) {
                return new Style(code == 39 ? 0 : code, bold);
            }
            throw new AssertionError("SGR " + code + " is not known here: add it, and its colours for light and dark");
        }
    }

    /** Text of one look. */
    record Run(String text, Style style) {
    }

    private record Cell(int character, Style style) {
    }

    /** Takes what a program printed. */
    Screen print(String printed) {
        Matcher control = CONTROL.matcher(printed);
        for (int at = 0; at < printed.length(); ) {
            if (printed.charAt(at) == '\u001b') {
                if (!control.region(at, printed.length()).lookingAt()) {
                    throw new AssertionError("An escape sequence that is not known: " + printed.substring(at, Math.min(at + 8, printed.length())).replace("\u001b", "ESC"));
                }
                obey(control.group(1), control.group(2));
                at = control.end();
            } else {
                int character = printed.codePointAt(at);
                put(character);
                at += Character.charCount(character);
            }
        }
        return this;
    }

    /** The lines from the top to the last that isn't empty, each as text of one look after the other; no blanks at their ends. */
    List<List<Run>> lines() {
        List<List<Run>> shown = new ArrayList<>(lines.stream().map(Screen::runs).toList());
        while (!shown.isEmpty() && shown.get(shown.size() - 1).isEmpty()) {
            shown.remove(shown.size() - 1);
        }
        return shown;
    }

    private void obey(String codes, String command) {
        switch (command) {
            case "m" -> List.of(codes.isEmpty() ? new String[] {"0"} : codes.split(";")).forEach(code -> style = style.with(Integer.parseInt(code)));
            case "K" -> {
                List<Cell> line = lines.get(lines.size() - 1);
                line.subList(Math.min(column, line.size()), line.size()).clear();
            }
            default -> throw new AssertionError("ESC [" + codes + command + " is not known here");
        }
    }

    private void put(int character) {
        if (character == '\n') {
            lines.add(new ArrayList<>());
        } else if (character == '\r') {
            column = 0;
        } else if (character >= ' ') {
            if (column == columns) {
                lines.add(new ArrayList<>());
                column = 0;
            }
            List<Cell> line = lines.get(lines.size() - 1);
            while (line.size() <= column) {
                line.add(new Cell(' ', Style.PLAIN));
            }
            line.set(column++, new Cell(character, style));
        } else {
            throw new AssertionError("The control character " + character + " is not known here");
        }
    }

    private static List<Run> runs(List<Cell> line) {
        int end = line.size();
        while (end > 0 && line.get(end - 1).character() == ' ') {
            end--;
        }
        List<Run> runs = new ArrayList<>();
        for (Cell cell : line.subList(0, end)) {
            String character = Character.toString(cell.character());
            Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.style().equals(cell.style())) {
                runs.set(runs.size() - 1, new Run(last.text() + character, last.style()));
            } else {
                runs.add(new Run(character, cell.style()));
            }
        }
        return runs;
    }
}
