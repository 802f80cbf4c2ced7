package dev.lockstep.settings;

/**
 * A text that somebody gave for a setting.
 *
 * @param text  as it was written
 * @param place where, for the beginning of a message; empty for the environment
 */
record Given(String text, String place) {
}
