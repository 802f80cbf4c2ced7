package dev.lockstep.account;

import java.util.List;

/**
 * A complete listing of the group's members.
 *
 * @param all    every member, each Keycloak id once
 * @param groups the ids of the groups that were listed, sorted
 */
public record Members(List<Member> all, List<String> groups) {
}
