package dev.lockstep.cli;

import dev.lockstep.report.Block;
import dev.lockstep.report.TextRenderer;
import dev.lockstep.report.Tone;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** For commands that print something for people: in which colours, and how wide. */
final class ColourOption {

    @Option(names = "--color", paramLabel = "WHEN", defaultValue = "auto", description = "When to use colours: ${COMPLETION-CANDIDATES}. 'auto' does on a terminal, unless NO_COLOR is set.")
    private Colour colour;
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** What makes lines for standard output. */
    TextRenderer text() {
        Terminal terminal = Terminal.of(spec);
        return new TextRenderer(colour.on(terminal), terminal.out() ? terminal.width().getAsInt() : TextRenderer.ENDLESS);
    }

    /** Prints a sentence for people: whatever name stands in it, a terminal obeys none of it. */
    void say(String sentence) {
        print(List.of(new Block.Sentence(sentence, Tone.PLAIN)));
    }

    /** Prints these. */
    void print(List<Block> blocks) {
        PrintWriter out = spec.commandLine().getOut();
        text().lines(blocks).forEach(out::println);
    }
}
