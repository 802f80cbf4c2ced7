package dev.lockstep.keycloak;

import dev.lockstep.account.SourceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads a list of Keycloak's page by page, until one is empty. How long a page is says nothing: Keycloak cuts it first, and then leaves out who has just gone from the directory behind it, and what the
 * account that asks may not see.
 *
 * @param what   the list, for a message: {@code the members of '/chat'}
 * @param size   how many rows a page has at most; the next one begins so many further, whatever came
 * @param remedy what to do if rows go on coming twice
 */
record Paged(String what, int size, String remedy) {

    /**
     * All rows.
     *
     * @param page the rows from a number on
     * @param id   what a row is known by
     * @throws SourceException when a row comes twice: the list has changed meanwhile, or a server gives the same page for ever
     */
    <T> List<T> read(IntFunction<List<T>> page, Function<T, String> id) {
        List<T> rows = new ArrayList<>();
        Set<String> known = new HashSet<>();
        int first = 0;
        List<T> next = page.apply(first);
        while (!next.isEmpty()) {
            for (T row : next) {
                if (!known.add(id.apply(row))) {
                    throw new SourceException("Keycloak listed one of " + what + " twice in pages of " + size + ", so others may be missing. Nothing was changed. If this goes on, " + remedy);
                }
                rows.add(row);
            }
            first += size;
            next = page.apply(first);
        }
        return rows;
    }
}
