package dev.lockstep.plan;

import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Members;

/** Everything that was read for one plan, each list whole. */
public record Look(Members members, Accounts accounts, Administrators administrators) {
}
