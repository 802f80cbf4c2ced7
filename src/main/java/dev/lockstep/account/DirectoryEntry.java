package dev.lockstep.account;

import java.util.Optional;

/**
 * Where a person of a user federation (LDAP) comes from.
 *
 * @param federation the id of the federation in Keycloak
 * @param id         what the directory itself calls the person ({@code LDAP_ID}), where Keycloak tells it: it stays where a new import gives another Keycloak id
 */
public record DirectoryEntry(String federation, Optional<String> id) {
}
