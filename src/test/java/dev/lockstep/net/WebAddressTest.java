package dev.lockstep.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address of the web stays as it was written. */
class WebAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"/hook", "/a+b%2Bc%2bd%41", "/100%", "/%zz/%", "//two//slashes/", "/a/../b/./c", "/h?b=2&a=1&b=1", "/h?q=+%2B%20%41$&k={{", "/h?=&&", "/h?x=a/b?c:d@e;f,g", "/[x]?a[]=1"})
    void what_a_request_can_hold_is_not_touched(String target) {
        assertThat(WebAddress.of("https://chat.example" + target)).map(WebAddress::target).contains(target.replace("{", "%7B"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/a b|/a%20b", "/ü?x=ü|/%C3%BC?x=%C3%BC", "/{x}|/%7Bx%7D", "/h#part|/h", "/h?a=1#b?c=2|/h?a=1", "''|/", "?a=1|/?a=1", "#x|/", "/\\|/%5C", "/h?a=\"|/h?a=%22"})
    void what_it_cannot_hold_is_encoded_alone(String written, String sent) {
        assertThat(WebAddress.of("http://chat.example:8080" + written)).map(WebAddress::target).contains(sent);
    }

    @Test
    void no_line_can_be_put_between_the_lines_of_a_request() {
        assertThat(WebAddress.of("http://h/a\r\nX-Y: z").orElseThrow().target()).isEqualTo("/a%0D%0AX-Y:%20z");
    }

    @Test
    void who_is_asked_may_have_any_name_that_can_be_found() {
        WebAddress docker = WebAddress.of("http://stack_keycloak:8080/x").orElseThrow();
        assertThat(docker.host()).hasToString("http://stack_keycloak:8080");
        assertThat(docker.isKnownToJava()).isFalse();
        assertThat(WebAddress.of("HTTPS://[::1]:8443").orElseThrow().host()).hasToString("https://[::1]:8443");
        assertThat(WebAddress.of("https://chat.example").orElseThrow().isKnownToJava()).isTrue();
    }

    @Test
    void a_user_and_a_password_become_a_header() {
        assertThat(WebAddress.of("https://an+na:s%40me%2B@chat.example/h").flatMap(WebAddress::authorization)).contains("Basic YW4rbmE6c0BtZSs=");
        assertThat(WebAddress.of("https://chat.example/h@k").flatMap(WebAddress::authorization)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:x", "file:/x", "ftp://h/x", "http:x", "http://", "https:///x", "http://a b/x", "http://h:x/", ""})
    void nothing_else_is_one(String text) {
        assertThat(WebAddress.of(text)).isEqualTo(Optional.empty());
    }
}
