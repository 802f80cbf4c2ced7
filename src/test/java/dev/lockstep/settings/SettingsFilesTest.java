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
                An unknown `lockstep.*` key in the file and a bad value stop the start with one message that names all of them; an unknown `LOCKSTEP_*` variable is only warned of.
                In the file `{{env:NAME:default}}` stands for an environment variable; what it stood for is taken as it is, and so are all other braces, in passwords too.

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
