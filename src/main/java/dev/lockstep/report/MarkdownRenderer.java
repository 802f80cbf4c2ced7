package dev.lockstep.report;

import dev.lockstep.account.Shown;
import dev.lockstep.report.Block.Command;
import dev.lockstep.report.Block.Facts;
import dev.lockstep.report.Block.Listed;
import dev.lockstep.report.Block.Row;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Block.Sort;
import dev.lockstep.report.Block.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** A report as Markdown with tables (GitHub's and GitLab's), to be pasted into a ticket. Names stand as code, so that none of them is a heading, a link or somebody who is told of it. */
public final class MarkdownRenderer implements Renderer {

    private static final String SPECIAL = "\\`*_[]<>#|~&!$";

    @Override
    public String render(Report report) {
        return report.blocks().stream().map(MarkdownRenderer::block).filter(part -> !part.isEmpty()).collect(Collectors.joining("\n\n"));
    }

    private static String block(Block block) {
        if (block instanceof Sentence sentence) {
            return sentence.tone() == Tone.PLAIN ? text(sentence.text()) : "**" + text(sentence.text()) + "**";
        } else if (block instanceof Table table) {
            return table.rows().isEmpty() ? "" : table(table);
        } else if (block instanceof Listed listed) {
            List<String> names = new ArrayList<>(listed.names().stream().map(name -> "\n  - " + code(name)).toList());
            if (listed.others() > 0) {
                names.add("\n  - and " + listed.others() + " more");
            }
            return "- " + text(listed.text()) + String.join("", names);
        } else if (block instanceof Command command) {
            return text(command.lead()) + "\n\n    " + Shown.text(String.join(" ", command.words()));
        }
        Facts facts = (Facts) block;
        return "**" + text(facts.about()) + "**\n" + facts.facts().stream().map(fact -> "\n- " + text((fact.label() + " " + fact.text()).strip())
                + fact.items().stream().map(item -> "\n  - " + text(item)).collect(Collectors.joining())).collect(Collectors.joining());
    }

    private static String table(Table table) {
        boolean signs = table.rows().stream().anyMatch(row -> row.kind().isPresent());
        boolean notes = table.rows().stream().anyMatch(row -> !row.cells().isEmpty() && !row.note().isEmpty());
        List<String> titles = new ArrayList<>(signs ? List.of(" ") : List.of());
        table.columns().forEach(column -> titles.add(column.title()));
        if (notes) {
            titles.add("NOTE");
        }
        List<String> lines = new ArrayList<>(List.of(row(titles), row(Collections.nCopies(titles.size(), "---"))));
        table.rows().forEach(row -> lines.add(row(cells(table, row, signs, notes))));
        return String.join("\n", lines);
    }

    private static List<String> cells(Table table, Row row, boolean signs, boolean notes) {
        List<String> cells = new ArrayList<>(signs ? List.of(row.kind().map(kind -> code(kind.symbol())).orElse("")) : List.of());
        for (int i = 0; i < table.columns().size(); i++) {
            String cell = row.cells().isEmpty() ? i == 0 ? row.note() : "" : row.cells().get(i);
            cells.add(table.columns().get(i).sort() == Sort.NAME && !row.cells().isEmpty() && !cell.equals("-") ? code(cell) : text(cell));
        }
        if (notes) {
            cells.add(row.cells().isEmpty() ? "" : text(row.note()));
        }
        return cells;
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /** As code: a fence of more backticks than the text has; a bar would end the cell even there. */
    private static String code(String raw) {
        String shown = Shown.text(raw);
        int longest = 0;
        int now = 0;
        for (char letter : shown.toCharArray()) {
            now = letter == '`' ? now + 1 : 0;
            longest = Math.max(longest, now);
        }
        String fence = "`".repeat(longest + 1);
        String room = longest > 0 ? " " : "";
        return shown.isEmpty() ? "" : fence + room + shown.chars().mapToObj(letter -> letter == '|' ? "\\|" : String.valueOf((char) letter)).collect(Collectors.joining()) + room + fence;
    }

    private static String text(String raw) {
        StringBuilder text = new StringBuilder();
        Shown.text(raw).codePoints().forEach(point -> {
            if (SPECIAL.indexOf(point) >= 0) {
                text.append('\\');
            }
            text.appendCodePoint(point);
        });
        return text.toString();
    }
}
