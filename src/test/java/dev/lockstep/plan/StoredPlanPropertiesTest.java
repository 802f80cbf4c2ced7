package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;

@Domain(Worlds.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(tries = 1000, edgeCases = EdgeCasesMode.NONE)
class StoredPlanPropertiesTest {

    @Property
    void what_apply_does_stood_in_the_stored_plan_and_is_still_wanted(@ForAll World then, @ForAll World now) {
        Map<Mxid, AccountAction> read = then.plan().actions().stream().collect(Collectors.toMap(Decision::mxid, decision -> decision.action().orElseThrow()));
        SyncPlan applied = now.plan().within(new StoredPlan("id", read, Instant.EPOCH, Optional.empty(), Set.of()));

        assertThat(applied.actions()).allMatch(decision -> decision.action().orElseThrow() == read.get(decision.mxid()));
        assertThat(now.plan().actions()).containsAll(applied.actions());
        assertThat(now.plan().actions()).filteredOn(decision -> decision.action().orElseThrow() == read.get(decision.mxid())).isEqualTo(applied.actions());
        Statistics.collect(applied.actions().isEmpty() ? "nothing left" : applied.actions().size() < now.plan().actions().size() ? "some" : "all");
        Statistics.coverage(coverage -> coverage.check("some").count(count -> count > 0));
    }
}
