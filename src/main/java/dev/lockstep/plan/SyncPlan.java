package dev.lockstep.plan;

import dev.lockstep.account.Mxid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is to be done, and why. All lists are sorted by MXID or username.
 *
 * @param mode      the policy's mode, in words
 * @param members   how many members were listed
 * @param accounts  how many accounts were listed
 * @param unchanged how many accounts are as they should be
 * @param closable  how many active accounts no rule protects: the base of the guard's percentage
 * @param actions   decisions with an action
 * @param skipped   decisions in which a rule kept an action out
 * @param unmapped  members without a valid MXID
 * @param overdue   whose actions of ours Synapse should have shown by now, those among them that are begun again too
 * @param administratorsKnown whether MAS's administrators were known, so that none of them is among the actions
 * @param renamed   members who keep an account that is not named after them
 */
public record SyncPlan(String mode, int members, int accounts, int unchanged, int closable, List<Decision> actions, List<Decision> skipped,
        List<Unmapped> unmapped, List<Mxid> overdue, boolean administratorsKnown, List<Renamed> renamed) {

    private static final int ID_BYTES = 6;

    /** A hash of the actions alone, twelve hexadecimal digits: two plans that do the same have the same id. */
    public String id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Decision decision : actions) {
                digest.update((decision.action().orElseThrow().words() + " " + decision.mxid() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The decisions that shut somebody out. */
    public List<Decision> closings() {
        return actions.stream().filter(Decision::closes).toList();
    }

    /** Whether somebody would be shut out. */
    public boolean closes() {
        return actions.stream().anyMatch(Decision::closes);
    }

    /** Those of its actions that a stored plan holds too; all others are for another run. */
    public SyncPlan within(StoredPlan stored) {
        return only(stored::holds);
    }

    /** The same plan with these actions alone. */
    SyncPlan only(Predicate<Decision> wanted) {
        return with(actions.stream().filter(wanted).toList(), skipped);
    }

    /** The same plan without closing any of these people's accounts. */
    SyncPlan leavingAlone(Set<Mxid> people, Rule why) {
        List<Decision> kept = new ArrayList<>();
        List<Decision> left = new ArrayList<>(skipped);
        for (Decision decision : actions) {
            if (decision.closes() && people.contains(decision.mxid())) {
                left.add(decision.leftAlone(why));
            } else {
                kept.add(decision);
            }
        }
        left.sort((a, b) -> a.mxid().compareTo(b.mxid()));
        return with(List.copyOf(kept), List.copyOf(left));
    }

    private SyncPlan with(List<Decision> otherActions, List<Decision> otherSkipped) {
        return new SyncPlan(mode, members, accounts, unchanged, closable, otherActions, otherSkipped, unmapped, overdue, administratorsKnown, renamed);
    }

    /** What became of one person, where the plan names them. */
    public Optional<Decision> of(Mxid mxid) {
        return Stream.concat(actions.stream(), skipped.stream()).filter(decision -> decision.mxid().equals(mxid)).findFirst();
    }
}
