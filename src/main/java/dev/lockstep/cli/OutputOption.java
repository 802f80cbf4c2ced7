package dev.lockstep.cli;

import dev.lockstep.report.HtmlRenderer;
import dev.lockstep.report.JsonRenderer;
import dev.lockstep.report.MarkdownRenderer;
import dev.lockstep.report.Renderer;
import dev.lockstep.report.Report;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** For commands that print a report: in which form. */
final class OutputOption {

    @Option(names = "--output", paramLabel = "FORM", description = "What to print on standard output: ${COMPLETION-CANDIDATES}. Markdown and HTML can be pasted into a ticket.")
    private Form form;
    @Option(names = "--json", description = "The same as --output json: one JSON object.")
    private boolean json;
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The form that was asked for, if one was. */
    Optional<Form> asked() {
        if (json && form != null && form != Form.JSON) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--json and --output " + form + " contradict each other: give one of them.");
        }
        return Optional.ofNullable(json ? Form.JSON : form);
    }

    /** Whether the report is for people at a terminal or a file, rather than for a ticket. */
    boolean isTable() {
        return asked().orElse(Form.TABLE) == Form.TABLE;
    }

    /** Whether people read it, so that it says all that they have to know. */
    boolean isForPeople() {
        return asked().orElse(Form.TABLE) != Form.JSON;
    }

    /** Prints it; a table in these colours. */
    void print(Report report, ColourOption colour) {
        String text = renderer(asked().orElse(Form.TABLE), colour).render(report);
        if (!text.isEmpty()) {
            spec.commandLine().getOut().println(text);
        }
    }

    private static Renderer renderer(Form form, ColourOption colour) {
        return switch (form) {
            case TABLE -> colour.text();
            case JSON -> new JsonRenderer();
            case MARKDOWN -> new MarkdownRenderer();
            case HTML -> new HtmlRenderer();
        };
    }
}
