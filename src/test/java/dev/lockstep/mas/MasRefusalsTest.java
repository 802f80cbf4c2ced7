package dev.lockstep.mas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.refusals.Cells;
import dev.lockstep.refusals.Cells.Answer;
import dev.lockstep.refusals.Refusal;
import dev.lockstep.run.ExitCode;
import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every cell of mas-cli's golden cases with a real process: what a call that ends so means, and what is said of it, word for word. MasRefusalsIT has them in whole runs. */
@DisabledOnOs(OS.WINDOWS)
class MasRefusalsTest {

    private static final Mxid ADMIN = Mxid.parse("@admin:example.org");
    private static final String SCRIPT = "#!/bin/sh\n. \"${0%/*}/answer\"\n";

    @TempDir
    static Path folder;

    @BeforeAll
    static void writePrograms() throws IOException {
        program("mas-cli", SCRIPT, true);
        program("not executable", SCRIPT, false);
        program("without its interpreter", "#!/nowhere/sh\n", true);
        Files.createDirectory(folder.resolve("folder"));
    }

    @TestFactory
    Stream<DynamicTest> every_golden_case() {
        return Refusal.read("mas-cli").cases().stream().flatMap(each -> each.calls().stream().flatMap(call -> Cells.answers(each).stream()
                .map(answer -> DynamicTest.dynamicTest(each.name() + ": " + call + ", " + answer, () -> isAsWritten(each, call, answer)))));
    }

    /** What leads to mas-cli can refuse any call: what it says is told of an action in the same words. */
    @TestFactory
    Stream<DynamicTest> an_action_says_the_same_of_what_leads_to_mas_cli() {
        return Refusal.read("mas-cli").cases().stream().filter(each -> each.calls().size() > 1 && each.calls().contains("--version")).map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    Answer answer = Cells.answers(each).get(0);
                    Refusal same = new Refusal(each.name(), List.of(), each.answers(), ExitCode.DEAD_LETTERS.code(), 3, each.sentence(), each.remedy(), true);
                    isAsWritten(answer.program().equals("hangs") ? unknown(same) : same, "manage unlock-user", answer);
                }));
    }

    /** The file would be worth little if calls or kinds of ends were missing from it. */
    @Test
    void each_call_and_each_outcome_has_a_golden_case() {
        List<Refusal> cases = Refusal.read("mas-cli").cases();
        assertThat(cases.stream().flatMap(each -> each.calls().stream()).distinct()).containsExactlyInAnyOrderElementsOf(calls(GivenSettings.of()).keySet());
        assertThat(cases).extracting(Refusal::name).doesNotHaveDuplicates();
        String remedies = String.join("\n", cases.stream().map(Refusal::remedy).toList());
        for (AroundMas each : AroundMas.values()) {
            assertThat(remedies).as(each.name()).contains(each.remedy());
        }
        for (MasOutcome each : MasOutcome.values()) {
            if (!List.of(MasOutcome.DENIED, MasOutcome.COMMAND, MasOutcome.UNREACHED, MasOutcome.NOT_STARTED).contains(each)) {
                assertThat(remedies).as(each.name()).contains(each.remedy());
            }
        }
    }

    private static Refusal unknown(Refusal same) {
        return new Refusal(same.name(), same.calls(), same.answers(), same.exit(), same.tries(), same.sentence().replace("was killed.", "was killed; whether MAS made the change isn't known."),
                same.remedy(), true);
    }

    private static void isAsWritten(Refusal refusal, String call, Answer answer) throws IOException {
        boolean hangs = answer.program().equals("hangs");
        Path program = folder.resolve(answer.program().isEmpty() || hangs ? "mas-cli" : answer.program());
        Settings settings = GivenSettings.of("lockstep.mas.command", "'" + program + "'", "lockstep.mas.timeout", hangs ? "100ms" : "20s");
        Files.writeString(folder.resolve("answer"), hangs ? "exec sleep 60\n" : "printf %s " + quoted(answer.stderr()) + " >&2\nprintf %s " + quoted(answer.stdout()) + "\nexit " + answer.exitCode() + "\n");
        List<String> arguments = calls(settings).get(call);
        Map<String, String> values = new HashMap<>(Map.of("call", String.join(" ", arguments), "exit-code", String.valueOf(answer.exitCode()), "command", program.toString(), "time", "100 ms"));
        if (answer.program().isEmpty()) {
            values.put("said", answer.said());
        }
        RuntimeException failure = failure(new MasInstallation(settings), new MasCli(settings), call, arguments);
        String message = failure instanceof MasException mas ? mas.inFull("") : failure.getMessage();
        assertThat(message).matches(Cells.pattern(refusal, values));
        assertThat(failure).isInstanceOf(refusal.exit() == 2 ? SetupException.class : refusal.exit() == 3 ? SourceException.class : MasException.class);
        if (failure instanceof MasException mas) {
            assertThat(mas.outcome().worthRetry()).as("worth a retry").isEqualTo(refusal.tries() > 1);
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** As the routes do it. */
    private static RuntimeException failure(MasInstallation installation, MasCli cli, String call, List<String> arguments) {
        try {
            ExecResult result = cli.execute(new ExecCommand("ignored", arguments, null, 0L, null, null, null, false, null));
            if (call.equals("--version")) {
                installation.version(result);
            } else if (call.endsWith("list-admin-users")) {
                installation.administrators(result);
            }
            return fail("It was taken for well.");
        } catch (RuntimeException e) {
            try {
                if (!call.equals("--version") && !call.endsWith("list-admin-users") && !call.endsWith("--dry-run")) {
                    return e;
                }
                installation.explain(e);
                return fail("It was not explained.");
            } catch (RuntimeException explained) {
                return explained;
            }
        }
    }

    private static Map<String, List<String>> calls(Settings settings) {
        MasCommand command = new MasCommand(settings);
        Map<String, List<String>> calls = new HashMap<>(Map.of("--version", command.version(), "manage list-admin-users", command.listAdministrators(),
                "manage kill-sessions --dry-run", command.preflight(ADMIN)));
        for (AccountAction action : AccountAction.values()) {
            command.calls(action, Optional.<AccountState>empty(), ADMIN, false).forEach(call -> calls.put(String.join(" ", call).replaceFirst(" -- .*", ""), call));
        }
        return calls;
    }

    private static void program(String name, String text, boolean executable) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
    }
}
