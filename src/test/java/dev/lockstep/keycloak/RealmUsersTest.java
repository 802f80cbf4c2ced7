package dev.lockstep.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.account.PersonPage.Found;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.sandbox.Realm;
import dev.lockstep.sandbox.Realm.Home;
import dev.lockstep.sandbox.Realm.Somebody;
import dev.lockstep.settings.GivenSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RealmUsersTest {

    private final Realm realm = new Realm();
    private final RealmUsers users = PlayedUsers.of(GivenSettings.of(), realm);

    @Test
    void somebody_who_is_gone_while_keycloak_has_a_copy_is_odd_alone_and_gone_the_next_time() {
        Somebody anna = add("anna");
        PersonQuestion question = question(anna, add("bob"));
        realm.look(anna);
        realm.delete(anna);

        PersonPage first = users.ask(question);

        assertThat(first.found()).isEqualTo(Found.SOMEBODY);
        assertThat(first.directory()).isEqualTo(Directory.SILENT_HERE);
        assertThat(users.ask(question).found()).isEqualTo(Found.NOBODY);
    }

    @Test
    void the_last_one_known_of_a_directory_who_is_gone_does_not_mean_that_it_is_down() {
        Somebody anna = add("anna");
        String id = realm.id(anna).orElseThrow();
        PersonQuestion question = new PersonQuestion(Optional.of(id), Optional.empty(), Optional.of(new DirectoryEntry("live_on", Optional.empty())), Set.of(realm.groupId()),
                Map.of("live_on", List.of(id)));
        realm.delete(anna);
        users.ask(question);

        PersonPage gone = users.ask(question);

        assertThat(gone.found()).isEqualTo(Found.NOBODY);
        assertThat(gone.directory()).isEqualTo(Directory.NONE);
    }

    private Somebody add(String name) {
        Somebody somebody = realm.add(Home.LIVE_ON, name);
        realm.join(somebody);
        realm.federation(Home.LIVE_ON).sync();
        return somebody;
    }

    private PersonQuestion question(Somebody who, Somebody witness) {
        return new PersonQuestion(realm.id(who), Optional.empty(), Optional.empty(), Set.of(realm.groupId()), Map.of("live_on", List.of(realm.id(witness).orElseThrow())));
    }
}
