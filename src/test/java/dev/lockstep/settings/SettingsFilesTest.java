package dev.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The files that people read are those that the settings make; {@code -Dlockstep.write=true} writes them anew. */
class SettingsFilesTest {

    private static final String HEAD = """
            # Lockstep's settings. Environment variables override them: lockstep.mas.command is LOCKSTEP_MAS_COMMAND.
            # Secrets can be given as a file too: LOCKSTEP_MATRIX_TOKEN_FILE=/run/secrets/token.
            # {{env:NAME:default}} stands for an environment variable that older set-ups use.
            """;

    @Test
    void application_properties_holds_every_setting_with_its_default() throws IOException {
        compare(Path.of("application.properties"), properties());
    }

    @Test
    void the_docs_hold_every_setting() throws IOException {
        compare(Path.of("docs", "settings.md"), docs());
    }

    private static void compare(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("lockstep.write")) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file)).as("%s is out of date: run this test with -Dlockstep.write=true", file).isEqualTo(expected);
    }

    private static String properties() {
        StringBuilder text = new StringBuilder(HEAD);
        String group = "";
        for (Setting<?> setting : Keys.all()) {
            if (!group(setting).equals(group)) {
                group = group(setting);
                text.append("\n## ").append(group).append('\n');
            }
            text.append("# ").append(setting.sentence());
            if (setting.traits().required()) {
                text.append(" Required.");
            }
            text.append(" [").append(setting.allowed()).append(setting.standard().isEmpty() ? "" : "; default " + setting.standard())
                    .append(setting.example().isEmpty() ? "" : "; for example " + setting.example()).append("]");
            text.append(setting.traits().later() ? " Not in this version yet.\n# " : "\n");
            text.append(setting.key()).append('=').append(setting.legacy().isEmpty() ? setting.standard() : "{{env:" + setting.legacy() + ":" + setting.standard() + "}}").append('\n');
        }
        return text.toString();
    }

    private static String docs() {
        StringBuilder text = new StringBuilder("""
                # Settings

                Lockstep reads `application.properties` beside `bin/`, or the file of `--config FILE`. For each setting the first of these counts: its environment variable,
                the file that the variable with `_FILE` at its end names (secrets only), the properties file, the variable that older set-ups use, the default.

                Every line counts or is told of, with its file and number. What stops the start, in one message that names all of it: an unknown `lockstep.*` key, another spelling of a key (`LOCKSTEP_MODE`, `mode` or
                `Lockstep.Mode` in the file, `lockstep_mode` or `lockstep.mode` in the environment, `-Dlockstep.mode` for Java), a key that stands twice, a line that another one swallows, and a bad value. What is only warned of, and gets no tick
                from `doctor`: a key of somebody else in the file (it may be Camel's), and an unknown `LOCKSTEP_*` variable (Kubernetes makes such); one that is a setting's name but for a slip or two stops the start.

                The file is a Java properties file in UTF-8. A comment is a line of its own that begins with `#` or `!`. `\\` begins an escape: `\\\\` is a backslash, `\\u00fc` an ü, `\\t` a tab, and at the end of a line it joins
                the next one to it. A backslash that Java would drop is refused: write `bot-\\\\d+` for the pattern `bot-\\d+`. In environment variables and in files of secrets a backslash is a letter like any.
                Blanks and byte-order marks around a value are no part of it; nor are quotes, which `docker --env-file` keeps, but for secrets, where they may be meant.
                In the file `{{env:NAME:default}}` stands for an environment variable; without `:default` it has to be there. What it stood for is taken as it is, and so are all other braces, in passwords too.

                In a list, what begins with a quote goes on to the next one, commas included: `"Ops, Night shift", /staff/chat`. A quote inside is doubled. Around several patterns quotes keep nothing: no localpart has a comma. A group's id needs no quotes, whatever its name is.

                Files of secrets (`..._FILE`), and those of certificates and keys, are read again at each run, so `lockstep run` works on when they are renewed. An empty one is refused. Where one can't be used, that run ends with exit code 2, changes nothing,
                and the next one tries again. A change of the settings file or the environment needs a restart.

                `lockstep.mas.command` may be several words, such as `docker exec -i mas mas-cli`. It is split at blanks; what stands in single or double quotes belongs together, and the
                quotes go. Nothing else has a meaning: no shell is asked, so there are no backslashes, variables or wildcards.
                Of Lockstep's environment it gets `PATH`, `HOME`, `USER`, `LOGNAME`, `LANG`, `LC_*`, `TZ`, `TMPDIR`, `LD_LIBRARY_PATH`, `XDG_RUNTIME_DIR`, `XDG_CONFIG_HOME`, `XDG_DATA_HOME`, `MAS_CONFIG`, `RUST_BACKTRACE`,
                `SSL_CERT_FILE`, `SSL_CERT_DIR`, `SSH_AUTH_SOCK`, the variables of PostgreSQL's library (`PG...`), and those that tell docker, podman and kubectl where to go (`DOCKER_HOST`, `DOCKER_CONTEXT`, `DOCKER_CONFIG`,
                `DOCKER_CERT_PATH`, `DOCKER_TLS`, `DOCKER_TLS_VERIFY`, `DOCKER_API_VERSION`, `CONTAINER_HOST`, `CONTAINER_CONNECTION`, `CONTAINER_SSHKEY`, `KUBECONFIG`, `KUBERNETES_SERVICE_HOST`, `KUBERNETES_SERVICE_PORT`),
                and nothing else. What needs more is called by a script that sets it.

                """);
        String group = "";
        for (Setting<?> setting : Keys.all()) {
            if (!group(setting).equals(group)) {
                group = group(setting);
                text.append("\n## ").append(group).append("\n\n| setting | what it is for | allowed | default | environment |\n|---|---|---|---|---|\n");
            }
            text.append("| `").append(setting.key()).append("` | ").append(setting.sentence()).append(setting.traits().required() ? " **Required.**" : "")
                    .append(setting.traits().later() ? " *Not in this version yet: only the default is accepted.*" : "").append(" | ")
                    .append(setting.allowed().replace("|", "\\|")).append(setting.example().isEmpty() ? "" : ", for example `" + setting.example() + "`").append(" | ")
                    .append(setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`").append(" | `").append(setting.environment()).append('`')
                    .append(setting.traits().secret() ? ", `" + setting.environment() + "_FILE`" : "")
                    .append(setting.legacy().isEmpty() ? "" : ", `" + setting.legacy() + "`").append(" |\n");
        }
        return text.toString();
    }

    private static String group(Setting<?> setting) {
        String[] parts = setting.key().split("\\.");
        return parts.length > 2 ? parts[1] : "the whole";
    }
}
