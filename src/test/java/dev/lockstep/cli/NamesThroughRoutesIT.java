package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.OddText;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names pass through the routes letter by letter: Camel takes quotes, braces and words such as null for its own where it can. */
class NamesThroughRoutesIT {

    @TempDir
    private Path folder;

    @Test
    void whoever_is_asked_for_is_the_one_that_is_found() {
        try (Installation here = Installation.with("lockstep.keycloak.group", "null," + OddText.ALL)) {
            for (String name : List.of("null", OddText.ALL)) {
                here.sandbox().keycloak().addGroup("/" + name);
                here.sandbox().keycloak().addUser("in " + name, null, true);
                here.sandbox().keycloak().join("in " + name, "/" + name);
            }
            Commands commands = new Commands(here, folder);
            String config = commands.config().toString();
            assertThat(commands.execute("doctor", "--config", config).all()).contains("Keycloak group 'null': found, its path is '/null'", "found, its path is '/" + OddText.ALL + "'");
            for (String name : List.of("null", "\"quoted\"", "'quoted'", "true", "a)b", "${body}", OddText.ALL)) {
                here.sandbox().keycloak().addUser(name, null, true);

                Commands.Said said = commands.execute("explain", name, "--config", config);

                assertThat(said.all()).as(name).contains("'" + name + "' (id " + here.sandbox().keycloak().userId(name) + ") is in Keycloak, but not in");
            }
        }
    }
}
