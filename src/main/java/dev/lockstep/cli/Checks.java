package dev.lockstep.cli;

import dev.lockstep.report.Block;
import dev.lockstep.report.TextRenderer;
import dev.lockstep.report.Tone;
import dev.lockstep.run.ExitCode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The lines of doctor: each part is tried whatever became of the others, unless it needs one that failed. */
final class Checks {

    private final PrintWriter out;
    private final TextRenderer text;
    private final Marks marks;
    private int tried;
    private int failed;
    private int unchecked;
    private int warnings;

    Checks(PrintWriter out, TextRenderer text, Marks marks) {
        this.out = out;
        this.text = text;
        this.marks = marks;
    }

    /**
     * What became of one part.
     *
     * @param found  what it found; empty where it failed or was not tried
     * @param failed the name of the part that failed: its own, or the one that it needs
     */
    record Check<T>(Optional<T> found, String failed) {

        /** One that nothing has to wait for. */
        static Check<Boolean> notNeeded() {
            return new Check<>(Optional.of(true), "");
        }

        T get() {
            return found.orElseThrow();
        }
    }

    /** Tries a part and prints a line: what was said of its answer, or the remedy. */
    <T> Check<T> attempt(String name, Callable<T> part, Function<T, String> said, Check<?>... needs) {
        Optional<? extends Check<?>> missing = Arrays.stream(needs).filter(need -> need.found().isEmpty()).findFirst();
        if (missing.isPresent()) {
            unchecked++;
            line(marks.unchecked(), Tone.PLAIN, name, "not checked, because '" + missing.get().failed() + "' failed");
            return new Check<>(Optional.empty(), missing.get().failed());
        }
        tried++;
        try {
            T found = part.call();
            line(marks.good(), Tone.OPENS, name, said.apply(found));
            return new Check<>(Optional.of(found), "");
        } catch (Exception e) {
            failed++;
            line(marks.bad(), Tone.CLOSES, name, remedy(e));
            return new Check<>(Optional.empty(), name);
        }
    }

    /** Something that a person should know, and that stops nothing. */
    void warn(String name, String sentence) {
        warnings++;
        line(marks.warning(), Tone.LOCKS, name, sentence);
    }

    /** Something that is not asked for, and why. */
    void leaveOut(String name, String why) {
        line(marks.unchecked(), Tone.PLAIN, name, why);
    }

    /** The last line; gives whether all is well. */
    boolean conclude() {
        out.println();
        String sum = failed == 0 ? "All is well" + (warnings == 0 ? "" : " but for " + (warnings == 1 ? "1 warning" : warnings + " warnings")) + ": " + tried + " checks, nothing was changed."
                : failed + " of " + (tried + unchecked) + " checks failed" + (unchecked == 0 ? "" : ", " + unchecked + " could not be made") + ". Nothing was changed.";
        text.lines(List.of(new Block.Sentence(sum, failed == 0 ? Tone.STRONG : Tone.CLOSES))).forEach(out::println);
        return failed == 0;
    }

    private void line(String mark, Tone tone, String name, String found) {
        // An address may hold a password.
        text.marked(mark, tone, name + ": " + found.replaceAll("://[^/@\\s']*@", "://(secret)@")).forEach(out::println);
        out.flush();
    }

    /** The sentence of a run, without what is true of runs alone. */
    private static String remedy(Exception failure) {
        return ExitCode.sentence(failure).replace(" Nothing was changed.", "").replace("; this run was tried again as lockstep.retry.reads says", "");
    }
}
