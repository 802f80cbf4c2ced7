package dev.lockstep.synapse;

import static dev.lockstep.account.AccountState.ACTIVE;
import static dev.lockstep.account.AccountState.DEACTIVATED;
import static dev.lockstep.account.AccountState.LOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountListingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Mxid OWNER = Mxid.parse("@admin:h");

    private final AccountListing listing = new AccountListing(OWNER);

    @Test
    void a_listing_begins_at_number_0_and_is_incomplete() {
        assertThat(listing.next()).isEqualTo("0");
        assertThat(listing.isIncomplete()).isTrue();
        assertThat(listing.size()).isZero();
    }

    @Test
    void one_page_without_a_next_is_everything() {
        listing.add(page(2, null, "@admin:h", "@alice:h"));
        assertThat(listing.isIncomplete()).isFalse();
        assertThat(listing.complete()).isEqualTo(new Accounts(java.util.List.of(Account.of(OWNER, ACTIVE), Account.of(Mxid.parse("@alice:h"), ACTIVE)), OWNER));
    }

    @Test
    void every_page_names_the_next_one() {
        listing.add(page(5, "2", "@admin:h", "@b:h"));
        assertThat(listing.next()).isEqualTo("2");
        assertThat(listing.isIncomplete()).isTrue();
        listing.add(page(5, "4", "@c:h", "@d:h"));
        assertThat(listing.size()).isEqualTo(4);
        assertThat(listing.total()).isEqualTo(5);
        listing.add(page(5, null, "@e:h"));
        assertThat(listing.complete().all()).extracting(account -> account.mxid().localpart()).containsExactly("admin", "b", "c", "d", "e");
    }

    @Test
    void a_next_page_may_be_a_number_and_null_is_none() {
        listing.add(json("{'users': [%s], 'total': 2, 'next_token': 1}", row("@admin:h")));
        assertThat(listing.next()).isEqualTo("1");
        listing.add(json("{'users': [%s], 'total': 2, 'next_token': null}", row("@b:h")));
        assertThat(listing.complete().all()).hasSize(2);
    }

    @Test
    void an_account_that_comes_twice_counts_once_as_it_came_last() {
        listing.add(page(3, "2", "@admin:h", "@b:h"));
        listing.add(json("{'users': [%s, %s], 'total': 3}", "{'name': '@b:h', 'locked': true}", row("@c:h")));
        assertThat(listing.complete().all()).containsExactly(Account.of(OWNER, ACTIVE), Account.of(Mxid.parse("@b:h"), LOCKED), Account.of(Mxid.parse("@c:h"), ACTIVE));
    }

    @Test
    void an_account_that_comes_twice_does_not_stand_for_one_that_is_missing() {
        listing.add(page(4, "2", "@admin:h", "@b:h"));
        listing.add(page(4, null, "@b:h", "@c:h"));
        assertThatThrownBy(listing::complete).isInstanceOf(IncompleteListingException.class).hasMessageContaining("has 4 accounts, and listed 3").hasMessageContaining("nothing was changed");
    }

    @Test
    void the_total_of_the_last_page_counts() {
        listing.add(page(2, "2", "@admin:h", "@b:h"));
        listing.add(page(3, null, "@new:h"));
        assertThat(listing.complete().all()).hasSize(3);
    }

    @Test
    void more_accounts_than_the_total_are_no_complete_listing() {
        listing.add(page(1, null, "@admin:h", "@b:h"));
        assertThatThrownBy(listing::complete).isInstanceOf(IncompleteListingException.class).hasMessageContaining("has 1 accounts, and listed 2");
    }

    @Test
    void a_listing_without_the_owner_of_the_token_is_not_complete() {
        listing.add(page(1, null, "@b:h"));
        assertThatThrownBy(listing::complete).isInstanceOf(IncompleteListingException.class).hasMessageContaining("'@admin:h'").hasMessageContaining("lockstep.matrix.url");
    }

    @Test
    void an_empty_server_is_not_complete() {
        listing.add(page(0, null));
        assertThatThrownBy(listing::complete).isInstanceOf(IncompleteListingException.class);
    }

    @Test
    void a_listing_whose_last_page_has_not_come_is_never_complete() {
        listing.add(page(1, "1", "@admin:h"));
        assertThat(listing.isIncomplete()).isTrue();
        assertThatThrownBy(listing::complete).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_page_that_leads_nowhere_is_refused() {
        assertThatThrownBy(() -> listing.add(page(9, "0", "@admin:h"))).isInstanceOf(SourceException.class).hasMessageContaining("leads nowhere").hasMessageContaining("'0'");
        assertThatThrownBy(() -> new AccountListing(OWNER).add(page(9, "5"))).isInstanceOf(SourceException.class).hasMessageContaining("leads nowhere").hasMessageContaining("0 accounts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "'text'", "5", "{'users': {}, 'total': 1}", "{'users': null, 'total': 1}", "{'total': 0}", "{'users': []}", "{'users': [], 'total': '0'}",
        "{'users': [], 'total': 1.5}", "{'users': [], 'total': null}", "{'errcode': 'M_UNKNOWN'}"})
    void what_is_no_page_of_accounts_is_refused(String page) {
        assertThatThrownBy(() -> listing.add(json(page))).isInstanceOf(SourceException.class).hasMessageContaining("no list of users").hasMessageContaining("Nothing was changed");
        assertThat(listing.isIncomplete()).isTrue();
    }

    @Test
    void an_answer_without_a_body_is_refused() throws JsonProcessingException {
        assertThatThrownBy(() -> listing.add(JSON.readTree(""))).isInstanceOf(SourceException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'name': 'alice'}", "{'name': '@alice'}", "{'name': '@alice:'}", "{'name': ':h'}", "{'name': 5}", "{'name': null}", "{'name': ['@alice:h']}", "{}", "null", "'@alice:h'"})
    void a_name_that_is_no_matrix_user_id_is_refused(String row) {
        assertThatThrownBy(() -> listing.add(json("{'users': [%s], 'total': 1}", row))).isInstanceOf(SourceException.class).hasMessageContaining("is no Matrix user id");
    }

    @Test
    void such_a_name_is_told_on_one_line() {
        assertThatThrownBy(() -> listing.add(json("{'users': [%s], 'total': 1}", "{'name': 'a\\nb\\u001b[31m'}"))).message().matches("\\P{Cntrl}+");
    }

    @ParameterizedTest(name = "erased {0}, deactivated {1}, locked {2}: {3}")
    @CsvSource({"false, false, false, ACTIVE", "false, false, true, LOCKED", "false, true, false, DEACTIVATED", "false, true, true, DEACTIVATED", "true, true, true, ERASED",
        "true, true, false, ERASED", "true, false, false, ERASED", "0, 0, 1, LOCKED", "0, 1, 0, DEACTIVATED", "null, null, null, ACTIVE"})
    void the_strongest_flag_counts(String erased, String deactivated, String locked, AccountState state) {
        assertThat(account("{'name': '@admin:h', 'erased': " + erased + ", 'deactivated': " + deactivated + ", 'locked': " + locked + "}").state()).isEqualTo(state);
    }

    @Test
    void flags_that_older_servers_leave_out_are_false() {
        assertThat(account("{'name': '@admin:h'}")).isEqualTo(new Account(OWNER, ACTIVE, false, false, ""));
        assertThat(account("{'name': '@admin:h', 'deactivated': true}").state()).isEqualTo(DEACTIVATED);
    }

    @Test
    void guests_administrators_and_types_are_kept() {
        assertThat(account("{'name': '@admin:h', 'is_guest': true, 'admin': true, 'user_type': 'bot'}")).isEqualTo(new Account(OWNER, ACTIVE, true, true, "bot"));
        assertThat(account("{'name': '@admin:h', 'is_guest': 1, 'admin': 1, 'user_type': null}")).isEqualTo(new Account(OWNER, ACTIVE, true, true, ""));
    }

    @Test
    void a_real_first_page_and_last_page_are_read() throws IOException {
        AccountListing real = new AccountListing(Mxid.parse("@admin:hs.test"));
        real.add(recorded("synapse-users-first-page"));
        assertThat(real.next()).isEqualTo("3");
        assertThat(real.size()).isEqualTo(3);
        assertThat(real.total()).isGreaterThan(5000);
        real.add(recorded("synapse-users-last-page"));
        assertThat(real.isIncomplete()).isFalse();
        assertThatThrownBy(real::complete).isInstanceOf(IncompleteListingException.class);
    }

    @Test
    void a_real_page_past_the_end_ends_a_listing_that_is_not_complete() throws IOException {
        listing.add(recorded("synapse-users-past-the-end"));
        assertThat(listing.isIncomplete()).isFalse();
        assertThatThrownBy(listing::complete).isInstanceOf(IncompleteListingException.class).hasMessageContaining("5127");
    }

    private static Account account(String row) {
        AccountListing one = new AccountListing(OWNER);
        one.add(json("{'users': [%s], 'total': 1}", row));
        return one.complete().all().get(0);
    }

    private static String row(String name) {
        return "{'name': '" + name + "', 'deactivated': false, 'locked': false}";
    }

    private static JsonNode page(int total, String next, String... names) {
        return json("{'users': [%s], 'total': " + total + (next == null ? "" : ", 'next_token': '" + next + "'") + "}",
                Stream.of(names).map(AccountListingTest::row).collect(Collectors.joining(",")));
    }

    private static JsonNode json(String text, Object... values) {
        try {
            return JSON.readTree(String.format(text, values).replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode recorded(String name) throws IOException {
        try (InputStream in = AccountListingTest.class.getResourceAsStream("/recordings/" + name + ".http")) {
            return JSON.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n### ", 2)[1].split("\n\n", 2)[1]);
        }
    }
}
