package dev.lockstep.run;

import dev.lockstep.account.Account;
import dev.lockstep.account.Member;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.History;
import dev.lockstep.plan.Look;
import dev.lockstep.plan.People;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** A person's word that an account belongs to the member who is named after it now. Only the ledger learns of it; the next sync acts on it. */
public final class Relink {

    private final Settings settings;
    private final Path folder;

    public Relink(Settings settings) {
        this.settings = settings;
        this.folder = StateFolder.of(settings);
    }

    /**
     * Gives a member the account of their name.
     *
     * @return what was noted, as sentences
     * @throws SetupException      when there is no such member, or nothing to relink
     * @throws RunLockedException when a run is at work
     */
    public String give(SyncRun run, Look look, String username) {
        String shown = "'" + Shown.text(username) + "'";
        Member member = look.members().all().stream().filter(each -> each.username().equals(username)).findFirst()
                .orElseThrow(() -> new SetupException("Nobody in the group has the username " + shown + ". Nothing was changed. Give the username of today, as Keycloak shows it."));
        MxidMapping mapping = new MxidMapping(settings.get(Keys.MXID_LOCALPART), look.accounts().owner().server());
        MxidMapping.Mapped today = mapping.map(member);
        Mxid mxid = today.mxid().orElseThrow(() -> new SetupException("The member " + shown + " has no Matrix user id: it " + today.reason() + ". Nothing was changed."));
        try (RunLock lock = RunLock.take(folder, run.toString()); Ledger ledger = Ledger.open(folder)) {
            History history = ledger.history(look.members().groups(), Instant.now());
            People people = People.of(look.members().all(), look.accounts().all().stream().map(Account::mxid).collect(Collectors.toSet()), history, mapping);
            Person standing = people.standing().get(mxid);
            if (standing == Person.AMBIGUOUS) {
                throw new SetupException("'" + mxid + "' can't be given to " + shown + ": another member of the group has it too. Nothing was changed. Give one of them another name in Keycloak.");
            }
            if (standing != Person.NAMESAKE) {
                throw new SetupException("There is nothing to relink for " + shown + ": no account '" + mxid + "' is kept from them. Nothing was changed.");
            }
            String before = history.belongs().entrySet().stream().filter(entry -> entry.getValue().equals(mxid)).map(Map.Entry::getKey).findFirst()
                    .map(id -> ", no longer to the Keycloak id '" + Shown.text(id) + "'").orElse("");
            String left = people.has().containsKey(member.id()) ? " '" + people.has().get(member.id()) + "', which was theirs, belongs to nobody now: the next sync treats it as that of somebody who left." : "";
            String sentence = "'" + mxid + "' belongs to " + shown + " (Keycloak id '" + Shown.text(member.id()) + "') now" + before + "." + left;
            ledger.relinked(run.origin(), member.id(), mxid, sentence, Instant.now());
            return sentence;
        }
    }
}
