package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.OddText;
import dev.lockstep.account.SetupException;
import dev.lockstep.plan.Bridges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppservicesTest {

    private static final String IRC = """
            id: irc
            url: "http://localhost:9999"
            as_token: sesame-as
            hs_token: sesame-hs
            sender_localpart: ircbot
            rate_limited: false
            namespaces:
              users:
                - exclusive: true
                  regex: '@irc_.*:example\\.org'
                - exclusive: false
                  regex: '@.*'
              aliases:
                - exclusive: true
                  regex: '#irc_.*'
              rooms: []
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {OddText.ALL, "[a]", "{a,b}", "a\\b", "%2F"})
    void a_folder_of_any_letters_is_looked_through(String odd) throws IOException {
        String place = Files.createDirectory(folder.resolve(odd)).toString();
        Files.writeString(folder.resolve(odd).resolve("x" + odd + ".yaml"), "sender_localpart: hook\nnamespaces: {}\n");
        for (String file : List.of("/x" + odd + ".yaml", "/*.yaml", "/?" + odd + ".yaml")) {
            assertThat(Appservices.read(List.of(place + file)).senders()).as(file).containsExactly("hook");
        }
    }

    @Test
    void without_a_file_there_is_no_bridge() {
        assertThat(Appservices.read(List.of())).isEqualTo(Bridges.NONE);
    }

    @Test
    void the_exclusive_users_and_the_sender_are_an_appservices_own() throws IOException {
        Bridges bridges = Appservices.read(List.of(file("irc.yaml", IRC)));

        assertThat(bridges.users()).extracting(Pattern::pattern).containsExactly("@irc_.*:example\\.org");
        assertThat(bridges.senders()).containsExactly("ircbot");
    }

    @Test
    void an_appservice_without_users_has_its_sender() throws IOException {
        Bridges bridges = Appservices.read(List.of(file("hook.yaml", "sender_localpart: hook\nnamespaces: {}\n")));

        assertThat(bridges.users()).isEmpty();
        assertThat(bridges.senders()).containsExactly("hook");
    }

    @Test
    void a_glob_finds_every_file_that_fits_and_is_read_anew_each_time() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        file("a/irc.yaml", IRC);
        file("a/notes.txt", "none");
        assertThat(Appservices.read(List.of(folder + "/*/*.yaml")).senders()).containsExactly("ircbot");

        file("a/second.yaml", IRC.replace("ircbot", "other"));

        assertThat(Appservices.read(List.of(folder + "/a/*.y?ml")).senders()).containsExactlyInAnyOrder("ircbot", "other");
        assertThat(Appservices.read(List.of(folder + "/**.yaml")).senders()).containsExactlyInAnyOrder("ircbot", "other");
    }

    @Test
    void a_missing_file_and_a_glob_without_a_file_are_named() {
        assertThatThrownBy(() -> Appservices.read(List.of(folder + "/nowhere.yaml"))).isInstanceOf(SetupException.class)
                .hasMessageContaining("'" + folder + "/nowhere.yaml'").hasMessageContaining("there is no such file").hasMessageContaining("lockstep.protect.appservices");
        assertThatThrownBy(() -> Appservices.read(List.of(folder + "/*.yaml"))).isInstanceOf(SetupException.class)
                .hasMessageContaining("No file fits '" + folder + "/*.yaml'").hasMessageContaining("lockstep.protect.appservices");
        assertThatThrownBy(() -> Appservices.read(List.of(folder + "/nowhere/*.yaml"))).isInstanceOf(SetupException.class).hasMessageContaining("'" + folder + "/nowhere/*.yaml'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just text", "- a list", "as_token: sesame\n  x: [", "id: irc\nas_token: sesame", "sender_localpart: x", "sender_localpart: [x]\nnamespaces: {}",
        "sender_localpart: x\nnamespaces:\n  users:\n    - regex: '@x'", "sender_localpart: x\nnamespaces:\n  users:\n    - exclusive: true",
        "sender_localpart: x\nnamespaces:\n  users: 7", "sender_localpart: x\nnamespaces:\n  users:\n    - {exclusive: true, regex: '@x('}"})
    void what_is_no_registration_is_refused_without_its_tokens(String text) throws IOException {
        String file = file("bad.yaml", text);

        assertThatThrownBy(() -> Appservices.read(List.of(file))).isInstanceOf(SetupException.class).hasMessageContaining("'" + file + "'")
                .hasMessageContaining("Nothing was changed").extracting(Throwable::getMessage).asString().doesNotContain("sesame");
    }

    /** YAML's readers keep the second of two, and whom the first protects would be shut out. */
    @Test
    void a_key_that_stands_twice_is_refused_with_its_line() throws IOException {
        String file = file("twice.yaml", IRC + "namespaces:\n  users: []\n");

        assertThatThrownBy(() -> Appservices.read(List.of(file))).isInstanceOf(SetupException.class).hasMessageContaining("'" + file + "' can't be used: a key stands there twice, see its line 1")
                .extracting(Throwable::getMessage).asString().doesNotContain("sesame");
    }

    @Test
    void a_mark_is_no_part_of_it_and_another_encoding_is_named_with_its_line() throws IOException {
        assertThat(Appservices.read(List.of(file("mark.yaml", "\ufeff" + IRC))).senders()).containsExactly("ircbot");
        Path latin = Files.write(folder.resolve("latin.yaml"), IRC.replace("ircbot", "b\u00f6t").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Appservices.read(List.of(latin.toString()))).isInstanceOf(SetupException.class)
                .hasMessageContaining("it is not UTF-8: line 5 holds a letter in another encoding").hasMessageContaining("Nothing was changed");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
