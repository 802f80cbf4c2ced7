package dev.lockstep.account;

import java.util.List;

/**
 * A complete listing of a server's accounts.
 *
 * @param all   every account, each MXID once
 * @param owner whose token read them: never to be touched
 */
public record Accounts(List<Account> all, Mxid owner) {
}
