package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final String DOWN = "Error: could not connect to the database | Connection refused (os error 111)";

    @Test
    void so_many_failures_in_a_row_of_one_kind_open_it_once() {
        Breaker breaker = new Breaker(3);
        assertThat(breaker.failed("failed", DOWN, "a")).isFalse();
        assertThat(breaker.failed("failed", DOWN, "b")).isFalse();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.failed("failed", DOWN, "c")).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.failed("failed", DOWN, "d")).as("it is said once").isFalse();
    }

    @Test
    void an_answer_in_between_says_that_it_was_no_matter_of_all() {
        Breaker breaker = new Breaker(2);
        breaker.failed("failed", DOWN, "a");
        breaker.answered();
        assertThat(breaker.failed("failed", DOWN, "b")).isFalse();
        assertThat(breaker.failed("failed", DOWN, "c")).isTrue();
    }

    @Test
    void failures_of_different_kinds_are_no_row() {
        Breaker breaker = new Breaker(2);
        breaker.failed("failed", DOWN, "a");
        assertThat(breaker.failed("timeout", "", "b")).isFalse();
        assertThat(breaker.failed("failed", DOWN, "c")).isFalse();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void numbers_and_the_account_make_no_other_kind() {
        Breaker breaker = new Breaker(2);
        breaker.failed("failed", "Error: user anna: no route to 10.0.0.1:5432", "anna");
        assertThat(breaker.failed("failed", "Error: user ben: no route to 10.0.0.2:5432", "ben")).isTrue();
    }

    @Test
    void zero_never_opens_it() {
        Breaker breaker = new Breaker(0);
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.failed("failed", DOWN, "a")).isFalse();
        }
        assertThat(breaker.isOpen()).isFalse();
    }
}
