package dev.lockstep.plan;

import dev.lockstep.account.AccountState;

/**
 * What a rule means, in a sentence that a help desk can read out.
 *
 * @param protects whether it keeps an account out of the table, whatever the group says
 * @param sentence what it means
 */
public record Meaning(boolean protects, String sentence) {

    /** The meaning of a rule. A new rule without one does not compile. */
    public static Meaning of(Rule rule) {
        return switch (rule) {
            case TOKEN_OWNER -> protects("The account owns the token that Lockstep reads Synapse with, so it is never touched.");
            case MAS_ADMINISTRATOR -> protects("The person is an administrator of MAS, and administrators are never touched.");
            case SYNAPSE_ADMINISTRATOR -> protects("The account is an administrator in Synapse, and administrators are never touched.");
            case TYPED_USER -> protects("The account is a bot or of another special type, not a person's, so it is never touched.");
            case GUEST -> protects("The account is a guest's, and guests are never touched.");
            case PROTECTED_NAME -> protects("The settings name this account as one that is never touched (lockstep.protect.users or lockstep.protect.patterns).");
            case BRIDGE -> protects("The account belongs to a bridge (lockstep.protect.appservices), so it is never touched.");
            case FOREIGN_SERVER -> protects("The account is another server's, so it is never touched.");
            case NOT_LOWER_CASE -> protects("The name is not all lower case; mas-cli looks names up without case and could hit another person, so the account is never touched.");
            case AMBIGUOUS_MEMBER -> protects("Two people in the group have this one Matrix name, so nobody can tell whose account it is: one of them needs another name.");
            case RECYCLED_NAME -> protects("The account belongs to another person than the one in the group who bears its name: where its owner has left the group an active one is locked, with its devices kept, and nobody gets it until a person has looked and says 'lockstep relink'.");
            case UNKNOWN_TO_MAS -> protects("MAS said within the last week that it doesn't know this account, so it isn't tried again for now; it may be a bridge's or have been made in Synapse alone.");
            case NEVER_A_MEMBER -> protects("The person was never seen in the group, and lockstep.scope=known leaves such accounts alone.");
            case UNFINISHED -> explains("An earlier action on this account was cut off or never showed, so it is done again, whatever the account looks like.");
            case PENDING -> explains("An action on this account was accepted a short time ago and does not show in Synapse yet, so it is waited for.");
            case MEMBER_ACTIVE -> explains("The person is in the group and the account is active: all is as it should be.");
            case ERASED -> explains("The account was erased; that can't be undone, so the person needs another account.");
            case KEPT_CLOSED -> explains("The settings say that this account stays closed (lockstep.protect.keep-closed), although the person is in the group.");
            case MEMBER_RETURNS -> explains("The person is in the group and the account is closed, so it is opened again.");
            case CLOSED_BY_SOMEBODY_ELSE -> explains("Somebody other than Lockstep deactivated the account, and the person is in the group: lockstep.reopen says what becomes of that.");
            case LOCKED_BY_SOMEBODY_ELSE -> explains("Somebody other than Lockstep locked the account, so a person has to unlock it.");
            case NOT_SIGNED_IN_YET -> explains("The person is in the group and has no account yet: it is made when they sign in to the chat for the first time.");
            case MEMBER_DISABLED -> explains("The person is in the group but disabled in Keycloak, so the account is locked, with its devices kept, as lockstep.keycloak.disabled-members says.");
            case LEFT_GROUP -> explains("The person is not in the group, so the account is closed.");
            case GRACE_OVER -> explains("The person is not in the group and the account was only locked until now, so it is deactivated.");
            case ALREADY_LOCKED -> explains("The account should be closed, and it is locked already.");
            case ALREADY_CLOSED -> explains("The account should be closed, and it is closed already.");
            case SECOND_LOOK -> explains("The first look at the group missed the person and the second found them, so the account is left alone.");
            case MEMBER_AFTER_ALL -> explains("Keycloak's list of the group lacks the person, and Keycloak's own page of the person shows them in it, so the account is left alone.");
        };
    }

    /** The rule of an account that a plan doesn't name because nothing is needed. */
    public static Rule unnamed(AccountState state) {
        return switch (state) {
            case ACTIVE -> Rule.MEMBER_ACTIVE;
            case LOCKED -> Rule.ALREADY_LOCKED;
            case DEACTIVATED, ERASED -> Rule.ALREADY_CLOSED;
        };
    }

    private static Meaning protects(String sentence) {
        return new Meaning(true, sentence);
    }

    private static Meaning explains(String sentence) {
        return new Meaning(false, sentence);
    }
}
