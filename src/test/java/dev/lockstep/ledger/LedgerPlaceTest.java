package dev.lockstep.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.OddText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger lies in exactly the folder that was named, whatever letters its path has. */
class LedgerPlaceTest {

    @TempDir
    private Path temporary;

    static Stream<String> odd() {
        return Stream.concat(OddText.each(), Stream.of("a?mode=memory", "?journal_mode=OFF&x=1", "%3F", ":memory:", "file:x", ":resource:x", "a*b", "[a]"));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void it_is_written_there_and_read_again_and_nothing_lies_elsewhere(String odd) throws IOException {
        Path folder = temporary.resolve(odd);
        try (Ledger ledger = Ledger.open(folder)) {
            ledger.runBegan(Entries.RUN, Instant.EPOCH);
        }
        assertThat(folder.resolve("lockstep.db")).isNotEmptyFile();
        try (Stream<Path> beside = Files.list(temporary)) {
            assertThat(beside).containsExactly(folder);
        }
        assertThat(LedgerCheck.of(folder)).isNotNull();
    }
}
