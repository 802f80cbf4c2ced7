package dev.lockstep.mas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** More than ten thousand names, each through both doors, and each that gets through to a process of its own. */
class HostileNamesIT {

    @Property(tries = 18, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void no_name_reaches_mas_cli_as_anything_but_itself(@ForAll("names") List<String> generated) {
        HostileNames names = new HostileNames();
        generated.parallelStream().forEach(names::fromKeycloak);
        assertThat(names.arrived()).as("legal ones").isGreaterThan(100);
        assertThat(names.refused()).as("others").isGreaterThan(100);
        generated.parallelStream().forEach(names::fromSynapse);
    }

    @Provide
    Arbitrary<List<String>> names() {
        return HostileNames.arbitrary().list().ofSize(600).uniqueElements();
    }
}
