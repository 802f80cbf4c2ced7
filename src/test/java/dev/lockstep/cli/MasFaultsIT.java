package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong where mas-cli is only asked, for its administrators or whether its database is the right one: nobody's account is changed. The third neighbour of {@link FaultMatrixIT}. */
@Timeout(30)
class MasFaultsIT {

    private static final String TO_LIST = "";
    private static final Map<String, Installation> INSTALLATIONS = new HashMap<>();

    @AfterAll
    static void stop() {
        INSTALLATIONS.values().forEach(Installation::close);
        INSTALLATIONS.clear();
    }

    @ParameterizedTest(name = "{0} at {1}, mode {2}")
    @CsvSource({"ERROR, list, deactivate, INCOMPLETE", "USAGE, list, lock, SETUP", "PANIC, list, deactivate, INCOMPLETE", "ERROR, list, lock, INCOMPLETE",
        "ERROR, preflight, lock, INCOMPLETE", "USAGE, preflight, deactivate, SETUP", "PANIC, preflight, lock, INCOMPLETE", "ERROR, preflight, deactivate, INCOMPLETE"})
    void a_call_that_fails_ends_the_run(Failure failure, String place, String mode, ExitCode exit) {
        Installation here = in(mode);
        here.sandbox().mas().fail(place.equals("list") ? TO_LIST : "admin", failure);

        ends(here, exit);
    }

    @ParameterizedTest(name = "mode {0}")
    @CsvSource({"deactivate", "lock"})
    void a_database_that_is_down_or_another_ends_the_run(String mode) {
        Installation here = in(mode);
        here.sandbox().mas().databaseDown(true);
        ends(here, ExitCode.INCOMPLETE);
        here.sandbox().mas().databaseDown(false);

        here.sandbox().mas().databaseEmpty(true);
        ends(here, ExitCode.INCOMPLETE);
        here.sandbox().mas().databaseEmpty(false);
    }

    private static void ends(Installation here, ExitCode exit) {
        SyncRun run = here.syncOnly();

        assertThat(here.changes()).isEmpty();
        String sentence = ExitCode.sentence(run.failure().orElseThrow());
        assertThat(run.exitCode()).as(sentence).isEqualTo(exit);
        assertThat(sentence).contains("mas-cli", "Nothing was changed").doesNotContain("Exception", "Stack backtrace", "omething unexpected");
        assertThat(here.query("select mxid from actions")).isEmpty();
    }

    private static Installation in(String mode) {
        Installation here = INSTALLATIONS.computeIfAbsent(mode, each -> Installation.with("lockstep.mode", each, "lockstep.retry.reads.count", "0"));
        here.reset();
        return here.member("anna").member("ben").returner("emil").leaver("eve").leaver("frank");
    }
}
