package dev.lockstep.report;

import dev.lockstep.account.Shown;
import dev.lockstep.report.Block.Command;
import dev.lockstep.report.Block.Fact;
import dev.lockstep.report.Block.Facts;
import dev.lockstep.report.Block.Listed;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Block.Table;
import java.util.ArrayList;
import java.util.List;

/** A report as lines for people, as wide as their terminal. */
public final class TextRenderer implements Renderer {

    /** For lines that nobody has to see at once: those of a file or a pipe. */
    public static final int ENDLESS = Integer.MAX_VALUE;

    private static final String INDENT = "    ";

    private final Ink ink;
    private final int width;

    /** @param width in columns */
    public TextRenderer(Ink ink, int width) {
        this.ink = ink;
        this.width = width;
    }

    @Override
    public String render(Report report) {
        return String.join(System.lineSeparator(), lines(report.blocks()));
    }

    /** The lines of these blocks. */
    public List<String> lines(List<Block> blocks) {
        List<String> lines = new ArrayList<>();
        for (Block block : blocks) {
            if (block instanceof Sentence sentence) {
                if (sentence.tone() == Tone.STRONG && !lines.isEmpty()) {
                    lines.add("");
                }
                wrapped(sentence.text(), "", "").forEach(line -> lines.add(ink.paint(line, sentence.tone())));
            } else if (block instanceof Table table) {
                lines.addAll(new TextTable(ink, width).lines(table));
            } else if (block instanceof Listed listed) {
                lines.addAll(wrapped(listed.text(), "  * ", INDENT));
                listed.names().forEach(name -> lines.addAll(wrapped(name, INDENT + INDENT, INDENT + INDENT + "  ")));
                if (listed.others() > 0) {
                    lines.add(INDENT + INDENT + "and " + listed.others() + " more");
                }
            } else if (block instanceof Command command) {
                lines.addAll(wrapped(command.lead(), "", ""));
                lines.add("");
                lines.add(INDENT + ink.paint(Shown.text(String.join(" ", command.words())), Tone.STRONG));
                lines.add("");
            } else if (block instanceof Facts facts) {
                lines.add(ink.paint(Shown.text(facts.about()), Tone.STRONG));
                facts.facts().forEach(fact -> lines.addAll(fact(fact)));
                lines.add("");
            }
        }
        return lines;
    }

    /** A sentence over as many lines as it takes: what stands before the first line, and before the others. */
    public List<String> wrapped(String sentence, String first, String others) {
        List<String> parts = Widths.wrapped(Shown.text(sentence), width == ENDLESS ? ENDLESS : Math.max(20, width - Math.max(Widths.of(first), Widths.of(others))));
        List<String> lines = new ArrayList<>();
        parts.forEach(part -> lines.add((lines.isEmpty() ? first : others) + part));
        return lines;
    }

    /** A sentence after a mark of its own colour. */
    public List<String> marked(String mark, Tone tone, String sentence) {
        List<String> lines = wrapped(sentence, mark + " ", " ".repeat(Widths.of(mark) + 1));
        lines.set(0, ink.paint(mark, tone) + lines.get(0).substring(mark.length()));
        return lines;
    }

    private List<String> fact(Fact fact) {
        List<String> lines = new ArrayList<>(wrapped(fact.label() + (fact.text().isEmpty() ? "" : " " + fact.text()), "  ", INDENT));
        fact.items().forEach(item -> lines.addAll(wrapped(item, INDENT, INDENT + "  ")));
        return lines;
    }
}
