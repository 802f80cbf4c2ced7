package dev.lockstep.net;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.time.Duration;

/**
 * What an answer may be, so that no server can take all memory, or all time.
 *
 * @param source  who answers, for a message: {@code Synapse at 'https://...'}
 * @param longest from the first byte of the question to the last one of the answer
 * @param bytes   of the body
 * @param remedy  what to do where a true answer is longer
 */
public record AnswerLimits(String source, Duration longest, long bytes, String remedy) {

    /** A Keycloak with a slow LDAP behind it took 201 s for one listing. */
    public static final Duration LONGEST = Duration.ofMinutes(5);
    /** Of a head; a count of lines and the bytes of each. */
    public static final int HEADER_LINES = 200;
    public static final int HEADER_BYTES = 32 * 1024;

    private static final long SMALL = 1024 * 1024;
    /** A member with many attributes; 360 bytes are usual. */
    private static final long MEMBER_BYTES = 16 * 1024;
    /** An account whose names are as long as Synapse takes them; 275 bytes are usual. */
    private static final long ACCOUNT_BYTES = 4 * 1024;
    /** Parts of the whole memory: members are read as they come, three times the answer; a page of accounts is held as text and as a tree, ten times. */
    private static final int KEYCLOAK_PART = 4;
    private static final int SYNAPSE_PART = 16;
    private static final String MEMORY = "give Java more memory (JAVA_OPTS=-Xmx1g)";

    static AnswerLimits keycloak(Settings settings, String source) {
        int page = settings.get(Keys.KEYCLOAK_PAGE_SIZE);
        long memory = Runtime.getRuntime().maxMemory() / KEYCLOAK_PART;
        return new AnswerLimits(source, LONGEST, page == 0 ? memory : Math.min(memory, SMALL + page * MEMBER_BYTES), MEMORY + ", or ask for pages with lockstep.keycloak.page-size.");
    }

    static AnswerLimits synapse(Settings settings, String source) {
        long page = SMALL + settings.get(Keys.MATRIX_PAGE_SIZE) * ACCOUNT_BYTES;
        return new AnswerLimits(source, LONGEST, Math.min(Runtime.getRuntime().maxMemory() / SYNAPSE_PART, page), MEMORY + ", or lower lockstep.matrix.page-size.");
    }

    /** For somebody whose answer nobody reads. */
    public static AnswerLimits ofNobody(String source, Duration longest) {
        return new AnswerLimits(source, longest, SMALL, "use another address.");
    }
}
