package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

/** The manual pages are those that the command line makes; {@code -Dlockstep.write=true} writes them anew. */
class ManPagesTest {

    private static final Path FOLDER = Path.of("src", "main", "dist", "share", "man", "man1");
    private static final Map<String, CommandSpec> PAGES = Stream.of(Lockstep.commandLine().getCommandSpec()).flatMap(program -> Stream.concat(Stream.of(program), CommandWords.commands(program).stream()))
            .collect(Collectors.toMap(ManPage::name, Function.identity()));

    static Stream<String> names() {
        return PAGES.keySet().stream().sorted();
    }

    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("lockstep.write")) {
            Files.createDirectories(FOLDER);
            for (Path old : files()) {
                Files.delete(old);
            }
            for (Map.Entry<String, CommandSpec> page : PAGES.entrySet()) {
                Files.writeString(FOLDER.resolve(page.getKey() + ".1"), ManPage.of(page.getValue()));
            }
        }
    }

    @Test
    void there_is_a_page_of_the_program_and_of_each_command_and_no_other() throws IOException {
        assertThat(files().stream().map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(names().map(name -> name + ".1").toList());
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_page_says_what_the_command_line_knows(String name) throws IOException {
        assertThat(FOLDER.resolve(name + ".1")).as("%s is out of date: run this test with -Dlockstep.write=true", name).content().isEqualTo(ManPage.of(PAGES.get(name)));
    }

    /** As somebody reads it: what is escaped or left out in it shows here. */
    @ParameterizedTest
    @MethodSource("names")
    void man_shows_every_command_option_exit_code_and_file_and_warns_of_nothing(String name) throws Exception {
        assumeTrue(PseudoTerminal.has("man"), "man is not installed");
        ProcessBuilder builder = new ProcessBuilder("man", "--warnings=w", "-P", "cat", "-l", FOLDER.resolve(name + ".1").toString());
        builder.environment().putAll(Map.of("MANWIDTH", "100000", "LC_ALL", "C.UTF-8", "MAN_KEEP_FORMATTING", "", "MANROFFOPT", "-c"));
        Process man = builder.redirectErrorStream(true).start();
        String shown = new String(man.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replaceAll(".\b", "");

        assertThat(man.waitFor()).isZero();
        CommandSpec command = PAGES.get(name);
        assertThat(shown).doesNotContain("warning", "error").contains("lockstep.db", "application.properties", "LOCKSTEP_MATRIX_TOKEN_FILE");
        CommandWords.options(command).forEach(option -> assertThat(shown).contains(option.names()).contains(CommandWords.text(option.description())));
        CommandWords.parameters(command).forEach(parameter -> assertThat(shown).contains(CommandWords.label(parameter), CommandWords.text(parameter.description())));
        CommandWords.commands(command).forEach(each -> assertThat(shown).contains("lockstep-" + each.name() + "(1)", CommandWords.text(each.usageMessage().description())));
        CommandWords.exitCodes(PAGES.get("lockstep")).forEach((code, text) -> assertThat(shown).containsPattern("\n +" + code + " +" + text.substring(0, 1).toUpperCase(Locale.ROOT)).contains(text.substring(1)));
        assertThat(shown).contains(CommandWords.text(command.usageMessage().description()));
    }

    private static List<Path> files() throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.toList();
        }
    }
}
