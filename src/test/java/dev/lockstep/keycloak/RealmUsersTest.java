package dev.lockstep.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

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
