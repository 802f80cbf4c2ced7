package dev.lockstep.mas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Member;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.settings.GivenSettings;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import org.apache.camel.component.exec.ExecCommand;

/** Names as nobody should have them, and both their ways to mas-cli: as a Keycloak user's, and as an account's that Synapse lists. What stands for mas-cli prints its arguments byte by byte. */
final class HostileNames {

    static final List<String> PICKED = List.of("", " ", "a b", " a", "a ", "'", "\"", "a'b\"c", "$(touch x)", "`touch x`", "${IFS}", "$HOME", "-", "--", "---", "-dash", "--deactivate", "--config=/etc/passwd",
            "--help", "-h", "@", "@a:b", "@a:example.org", "a:b", "a=b", "a\nb", "\n", "a\r\nb", "\t", "\0", "a\0b", "\u0001", "\u001b[31m", "\u007f", "\u009b", "*", "?", "[a]", "~", "~root", "\\", "\\n", "\\0",
            "%s", "%n", "%00", "%PATH%", "a;b", "a&b", "a&&b", "|", ">x", "<x", "(a)", "{a,b}", "#a", "!a", "!!", "ünïcødé", "名前", "😀", "👨‍👩‍👧", "e\u0301", "\u00e9", "\u202eecila", "\u200fa", "a\u200bb", "\ufeffa", "\u2028",
            "\ud83d", "\ude00", "a\ud83db", "\udc00\ud800", "\uffff", "ſ", "K", "ı", "İ", "ALICE", "Alice", "аlice", "ａｌｉｃｅ", ".", "..", "../../etc/passwd", "/", "alice/../bob", "null", "true", "0", "-1", "1e9", "a".repeat(241), "a".repeat(242), "a".repeat(255),
            "a".repeat(4000), "é".repeat(200), "' OR 1=1 --", "\"; drop table users; --", "../", "._=-/+", "alice", "alice.smith", "_irc_bob", "a+b", "a=2fb");

    private static final String SERVER = "example.org";
    private static final String LEGAL = "abcdefghijklmnopqrstuvwxyz0123456789._=-/+";
    private static final String VISIBLE = "[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+";
    private static final List<String> COMMANDS = List.of("lock-user --deactivate", "kill-sessions", "lock-user", "unlock-user", "unlock-user --reactivate", "kill-sessions --dry-run");
    private static final String CONFIG = "/etc/lock step/mas.yaml";

    private final MasCli cli = new MasCli(GivenSettings.of("lockstep.mas.command", "/bin/sh -c 'printf \"%s\\0\" \"$@\"' mas-cli"));
    private final MasCommand command = new MasCommand(GivenSettings.of("lockstep.mas.config", CONFIG));
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    /** Anything, what a shell would act on, what a user id may hold, and pieces of all that. */
    static Arbitrary<String> arbitrary() {
        Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(60);
        Arbitrary<String> shellish = Arbitraries.strings().withChars("$`'\"\\ \n\t\r-*?[]{}()<>|&;!#~%=@:aA\0").ofMaxLength(24);
        Arbitrary<String> legal = Arbitraries.strings().withChars(LEGAL).ofMaxLength(64);
        Arbitrary<String> dashes = legal.map(name -> "--" + name);
        Arbitrary<String> invisible = Arbitraries.strings().withChars("ab\u0301\u200b\u200e\u200f\u202a\u202e\u2066\u2028\u061c\ufeff\u05d0\u0627\ud83d\ude00").ofMaxLength(16);
        Arbitrary<String> longOnes = Arbitraries.strings().withChars(LEGAL + "ü").ofMinLength(230).ofMaxLength(600);
        Arbitrary<String> pieces = Arbitraries.of(PICKED.stream().filter(name -> name.length() < 100).toList()).list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("", parts));
        return Arbitraries.frequencyOf(Tuple.of(3, anything), Tuple.of(3, shellish), Tuple.of(4, legal), Tuple.of(2, dashes), Tuple.of(2, invisible), Tuple.of(1, longOnes), Tuple.of(3, pieces));
    }

    /** As the username, the e-mail address and the attribute of a Keycloak user. Refused with a reason in one visible line, or handed on as it is. */
    void fromKeycloak(String name) {
        Set<Mxid> accounts = new HashSet<>();
        for (String source : List.of("username", "email-localpart", "attribute:matrix")) {
            MxidMapping mapping = new MxidMapping(source, SERVER);
            Member member = new Member("an id", name, mapping.localpart(name, name + "@mail.example.org", true, attribute -> List.of(name)), true);
            MxidMapping.Mapped mapped = mapping.map(member);
            if (mapped.mxid().isEmpty()) {
                refused.incrementAndGet();
                assertThat(mapped.reason()).isNotBlank().matches(VISIBLE);
                boolean fits = !name.isEmpty() && name.chars().allMatch(c -> LEGAL.indexOf(c) >= 0) && name.length() <= 255 - SERVER.length() - 2;
                assertThat(fits).as("a name that fits, refused: %s", mapped.reason()).isFalse();
            } else {
                assertThat(mapped.mxid().get().localpart()).isEqualTo(name);
                accounts.add(mapped.mxid().get());
            }
        }
        accounts.forEach(this::arrives);
    }

    /** As an account's id. Handed on as it is where it is of this server, or not handed on at all. */
    void fromSynapse(String name) {
        Mxid mxid = Mxid.parse("@" + name + ":" + SERVER);
        if (mxid.server().equals(SERVER)) {
            assertThat(mxid.localpart()).isEqualTo(name);
            arrives(mxid);
        } else {
            refused.incrementAndGet();
            assertThat(name).as("a name that looks like another server's").contains(":");
        }
    }

    int arrived() {
        return arrived.get();
    }

    int refused() {
        return refused.get();
    }

    /** One of the calls, in turn: the program has the name as the one argument behind the two dashes, byte for byte, or was never started. */
    private void arrives(Mxid mxid) {
        List<List<String>> calls = calls(mxid);
        int next = turn.getAndIncrement() % calls.size();
        ExecCommand exec = new ExecCommand("ignored", calls.get(next), null, 0L, null, null, null, false, null);
        if (canBeHandedOn(mxid.localpart())) {
            arrived.incrementAndGet();
            String expected = "--config\0" + CONFIG + "\0manage\0" + COMMANDS.get(next).replace(' ', '\0') + "\0--\0" + mxid.localpart() + "\0";
            assertThat(printed(exec)).as("what the call for %s became", mxid).isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
        } else {
            refused.incrementAndGet();
            MasException failure = catchThrowableOfType(MasException.class, () -> cli.execute(exec));
            assertThat(failure.outcome()).isIn(MasOutcome.USAGE, MasOutcome.NOT_STARTED);
            assertThat(failure.exitCode()).isEmpty();
            assertThat(failure.getMessage()).matches(VISIBLE);
            assertThat(failure.command()).matches(VISIBLE);
        }
    }

    private List<List<String>> calls(Mxid mxid) {
        return Stream.concat(Stream.of(AccountAction.values()).flatMap(action -> command.calls(action, Optional.empty(), mxid, false).stream()), Stream.of(command.preflight(mxid))).distinct().toList();
    }

    private byte[] printed(ExecCommand exec) {
        try {
            return cli.execute(exec).getStdout().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** No program can be given a NUL; half a character is none; and the environment's character set must be able to say it. */
    private static boolean canBeHandedOn(String name) {
        return name.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(name)
                && Stream.of(System.getProperty("sun.jnu.encoding"), Charset.defaultCharset().name()).allMatch(set -> new String(name.getBytes(Charset.forName(set)), StandardCharsets.UTF_8).equals(name));
    }
}
