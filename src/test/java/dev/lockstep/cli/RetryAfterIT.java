package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Faults;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a server says when it wants to be asked again, that counts. Left to themselves, retries wait for an hour in one installation, and for a millisecond in the other. */
@Timeout(20)
class RetryAfterIT {

    private static final String ACCOUNTS_PAGE_2 = "from=2";

    private static Installation patient;
    private static Installation quick;

    @BeforeAll
    static void start() {
        patient = installation("lockstep.retry.reads.delay", "1h", "lockstep.retry.max-delay", "1h");
        quick = installation("lockstep.retry.reads.delay", "1ms", "lockstep.retry.max-delay", "1s");
    }

    @AfterAll
    static void stop() {
        patient.close();
        quick.close();
    }

    @BeforeEach
    void three_members() {
        for (Installation each : new Installation[] {patient, quick}) {
            each.reset();
            each.member("anna").member("ben").member("cora");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server_version", "whoami", "from=0", ACCOUNTS_PAGE_2})
    void synapse_is_asked_again_after_the_milliseconds_that_it_says(String place) {
        patient.sandbox().synapse().faults().next(place, 2, limited("{\"errcode\": \"M_LIMIT_EXCEEDED\", \"error\": \"Too Many Requests\", \"retry_after_ms\": 300}"));

        assertThat(patient.syncOnly().exitCode()).isEqualTo(DONE);
    }

    @ParameterizedTest
    @CsvSource({"429, whoami", "503, from=0", "500, from=2"})
    void synapse_is_asked_again_after_the_seconds_that_its_header_says(int status, String place) {
        patient.sandbox().synapse().faults().next(place, 1, status(status, "1"));

        assertThat(patient.syncOnly().exitCode()).isEqualTo(DONE);
    }

    @ParameterizedTest
    @CsvSource({"429, /group-by-path", "503, /members", "429, first=2&max=2", "500, /members"})
    void keycloak_is_asked_again_after_the_seconds_that_its_header_says(int status, String place) {
        patient.sandbox().keycloak().faults().next(place, 1, status(status, "1"));

        assertThat(patient.syncOnly().exitCode()).isEqualTo(DONE);
    }

    @Test
    void keycloak_is_asked_for_a_token_again_after_the_seconds_that_it_says() {
        // Whoever has asked before has one.
        patient.restart();
        patient.sandbox().keycloak().faults().next("/token", 1, status(503, "1"));

        assertThat(patient.syncOnly().exitCode()).isEqualTo(DONE);
    }

    /** The installation's longest delay is a second, its own delays are next to none. */
    @ParameterizedTest
    @ValueSource(strings = {"3600", "Fri, 31 Dec 9999 23:59:59 GMT", "9223372036854775807"})
    void nobody_is_waited_for_longer_than_the_setting_says(String retryAfter) {
        quick.sandbox().synapse().faults().next("whoami", 1, status(503, retryAfter));
        quick.sandbox().keycloak().faults().next("/members", 1, status(503, retryAfter));
        long before = System.nanoTime();

        SyncRun run = quick.syncOnly();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"401, whoami", "403, /_synapse/admin/v2/users", "403, /members"})
    void what_a_person_must_mend_is_not_tried_again_even_if_the_answer_asks_for_it(int status, String place) {
        Faults faults = place.equals("/members") ? patient.sandbox().keycloak().faults() : patient.sandbox().synapse().faults();
        int before = faults.requests(place);
        faults.always(place, status(status, "1"));

        assertThat(patient.syncOnly().exitCode()).isEqualTo(SETUP);

        assertThat(faults.requests(place) - before).isEqualTo(1);
    }

    @Test
    void a_stop_does_not_wait_for_the_time_that_a_server_asks_for() throws Exception {
        try (Installation here = installation("lockstep.retry.max-delay", "1h")) {
            Faults faults = here.sandbox().synapse().faults();
            faults.always("whoami", status(429, "3600"));
            Launcher launcher = here.launcher();
            SyncRun run = new SyncRun("test", true);
            CompletableFuture<Void> sync = CompletableFuture.runAsync(() -> launcher.send("direct:lockstep-sync", run));
            while (faults.requests("whoami") == 0) {
                assertThat(sync).isNotDone();
                TimeUnit.MILLISECONDS.sleep(10);
            }

            launcher.close();
            sync.get();

            assertThat(faults.requests("whoami")).isEqualTo(1);
            assertThat(run.exitCode()).isNotEqualTo(DONE);
        }
    }

    private static Installation installation(String... keysAndValues) {
        Installation installation = Installation.with(keysAndValues);
        installation.restart("lockstep.keycloak.page-size", "2", "lockstep.matrix.page-size", "2", "lockstep.protect.mas-administrators", "false");
        return installation;
    }

    private static Fault limited(String body) {
        return Fault.status(429, Map.of("Content-Type", "application/json"), body);
    }

    private static Fault status(int status, String retryAfter) {
        return Fault.status(status, Map.of("Content-Type", "application/json", "Retry-After", retryAfter), "{}");
    }
}
