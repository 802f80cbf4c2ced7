package dev.lockstep.run;

import dev.lockstep.account.Census;
import dev.lockstep.account.Members;
import dev.lockstep.plan.Hearing;
import dev.lockstep.plan.History;
import dev.lockstep.plan.Inquiries;
import dev.lockstep.plan.People;
import java.util.Optional;

/**
 * What a run knows beside its look: read once, and the same for the plan, the second look and the guard.
 *
 * @param history   what the ledger knows
 * @param people    who of the members has which account
 * @param inquiries whom to ask for before a closing
 * @param first     what the first reading of the members counts
 * @param second    what the second one counts, where there was one
 * @param hearing   what Keycloak's pages of those who would be shut out say
 */
record Situation(History history, People people, Inquiries inquiries, Census first, Optional<Census> second, Hearing hearing) {

    Situation(History history, People people, Inquiries inquiries, Members members) {
        this(history, people, inquiries, Census.of(members), Optional.empty(), Hearing.NONE);
    }

    Situation readAgain(Members members) {
        return new Situation(history, people, inquiries, first, Optional.of(Census.of(members)), hearing);
    }

    Situation heard(Hearing pages) {
        return new Situation(history, people, inquiries, first, second, pages);
    }

    /** The larger of both readings: a list can be short by mistake, and not long. */
    Census census() {
        return second.map(first::larger).orElse(first);
    }
}
