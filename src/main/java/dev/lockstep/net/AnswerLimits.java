package dev.lockstep.net;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.time.Duration;

/**
 * What an answer may be, so that no server can take all memory, or all time.
 *
 * @param source   who answers, for a message: {@code Synapse at 'https://...'}
 * @param longest  from the first byte of the question to the last one of the answer
 * @param bytes    of the body
 * @param memory   bytes of Java's memory that reading it may take
 * @param perByte  of these, for each byte of the body
 * @param perValue of these, for each value in it, small as it may be in the body: {@code {}} has three bytes and becomes a whole user
 * @param remedy   what to do where a true answer is longer
 */
public record AnswerLimits(String source, Duration longest, long bytes, long memory, int perByte, int perValue, String remedy) {

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
    /** Members are read as they come. */
    private static final int MEMBERS_PER_VALUE = 50;
    /** A page of accounts is held as text, which is copied while it grows, and as a tree. */
    private static final int ACCOUNTS_PER_BYTE = 3;
    private static final int ACCOUNTS_PER_VALUE = 110;
    private static final String MEMORY = "give Java more memory (JAVA_OPTS=-Xmx1g)";

    static AnswerLimits keycloak(Settings settings, String source) {
        int page = settings.get(Keys.KEYCLOAK_PAGE_SIZE);
        return new AnswerLimits(source, LONGEST, page == 0 ? Long.MAX_VALUE : SMALL + page * MEMBER_BYTES, halfOfMemory(), 1, MEMBERS_PER_VALUE,
                MEMORY + ", or ask for pages with lockstep.keycloak.page-size.");
    }

    static AnswerLimits synapse(Settings settings, String source) {
        return new AnswerLimits(source, LONGEST, SMALL + settings.get(Keys.MATRIX_PAGE_SIZE) * ACCOUNT_BYTES, halfOfMemory(), ACCOUNTS_PER_BYTE, ACCOUNTS_PER_VALUE,
                MEMORY + ", or lower lockstep.matrix.page-size.");
    }

    /** For somebody whose answer nobody reads. */
    public static AnswerLimits ofNobody(String source, Duration longest) {
        return new AnswerLimits(source, longest, SMALL, halfOfMemory(), 1, 0, "use another address.");
    }

    private static long halfOfMemory() {
        return Runtime.getRuntime().maxMemory() / 2;
    }
}
