package dev.lockstep.account;

/**
 * A name, a path or an id as somebody typed it. A text alone is no safe thing to hand through a route: Camel takes the quotes around one for its own, and the word {@code null} for nothing.
 *
 * @param text letter by letter
 */
public record Asked(String text) {
}
