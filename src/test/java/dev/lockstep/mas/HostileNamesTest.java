package dev.lockstep.mas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The worst names that came to mind; {@link HostileNamesIT} makes up many more. */
@DisabledOnOs(OS.WINDOWS)
class HostileNamesTest {

    private final HostileNames names = new HostileNames();

    @Test
    void a_username_of_keycloak_is_refused_or_arrives_exactly() {
        HostileNames.PICKED.forEach(names::fromKeycloak);
        assertThat(names.arrived()).isGreaterThan(20);
        assertThat(names.refused()).isGreaterThan(50);
    }

    @Test
    void an_account_of_synapse_is_not_handed_on_or_arrives_exactly() {
        HostileNames.PICKED.forEach(names::fromSynapse);
        assertThat(names.arrived()).isGreaterThan(20);
    }
}
