package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.ExitCode;
import dev.lockstep.sandbox.SandboxMas.Failure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told goes by POST to exactly the address that was given: to a server, another way of writing it is another address, and a signed one is refused. */
class WebhookAddressIT {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/hooks/a+b%2Bc%2bd/%41$&/?z=1&a=%2B+%20&a=0&sig=%2F%3d |",
        "/hooks/x?responseTimeout=1&connectTimeout=1&httpClientConfigurer=none&throwExceptionOnFailure=false&authUsername=eve&bridgeEndpoint=true |",
        "/hooks/{a} ü?k={{b}} ü&c=#d | /hooks/%7Ba%7D%20%C3%BC?k=%7B%7Bb%7D%7D%20%C3%BC&c="})
    void a_notice_and_a_letter_arrive_there(String written, String asked) {
        try (Receiver receiver = Receiver.start();
                Installation here = Installation.with("lockstep.notify.uri", receiver.url() + written, "lockstep.dead-letter.uri", receiver.url() + "/letters" + written, "lockstep.retry.actions.count", "0")) {
            here.member("anna").leaver("eve");
            here.sandbox().mas().fail("eve", Failure.ERROR);

            assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DEAD_LETTERS);

            String exact = asked == null ? written : asked;
            assertThat(receiver.requests()).containsExactlyInAnyOrder("POST " + exact + " application/json", "POST /letters" + exact + " application/json");
        }
    }
}
