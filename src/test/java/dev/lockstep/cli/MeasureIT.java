package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxMas;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which look becomes the measure of later ones where the counts alone say nothing against it. */
@Timeout(120)
class MeasureIT {

    private final Installation here = Installation.with("lockstep.guard.max-shrinkage", "50%");

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void a_list_that_more_than_five_peoples_pages_contradict_is_none() {
        members(20);
        here.sync();
        here.sandbox().keycloak().faults().always("/members", without(6));

        assertThat(here.sync().exitCode()).isEqualTo(DONE);

        assertThat(measure()).isEqualTo("20");
    }

    @Test
    void of_two_readings_that_differ_a_little_the_larger_one_is() {
        members(20);
        here.leaver("carl");
        here.sandbox().keycloak().faults().atRequest("/members", 2, without(3));

        assertThat(here.sync().exitCode()).isEqualTo(DONE);

        assertThat(here.state("carl")).isEqualTo("deactivated");
        assertThat(measure()).isEqualTo("20");
    }

    @Test
    void a_list_that_is_not_to_be_trusted_closes_no_letter() {
        members(20);
        here.sync();
        here.sandbox().keycloak().leave("m20", Sandbox.GROUP);
        here.sandbox().mas().fail("m20", Collections.nCopies(9, SandboxMas.Failure.PANIC).toArray(SandboxMas.Failure[]::new));
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DEAD_LETTERS);
        here.sandbox().keycloak().join("m20", Sandbox.GROUP);
        here.sandbox().keycloak().faults().always("/members", without(15));

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isNotEqualTo(ExitCode.DEAD_LETTERS);
        assertThat(here.query("select mxid from dead_letters where closed_at is null")).containsExactly("@m20:corp.example");
    }

    private void members(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> here.member("m%02d".formatted(i)));
    }

    private String measure() {
        return here.query("select members from last_look where federation = ''").get(0);
    }

    /** The list without the first so many. */
    private static Fault without(int count) {
        return Fault.body((uri, body) -> IntStream.rangeClosed(1, count).boxed().reduce(body,
                (left, i) -> left.replaceFirst("\\{[^{}]*\"username\":\"m%02d\"[^{}]*(\\{[^{}]*}[^{}]*)?},?".formatted(i), ""), (one, other) -> one).replace(",]", "]"));
    }
}
