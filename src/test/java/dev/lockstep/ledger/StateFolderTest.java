package dev.lockstep.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.util.LibraryLoaderUtil;

/** The ledger, the run lock and the native code lie where nobody else may change them, or Lockstep doesn't begin. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no modes of Unix")
class StateFolderTest {

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwx----w-", "rwx---rwx"})
    void a_folder_that_everybody_may_write_is_refused_with_the_remedy(String mode) throws IOException {
        Path folder = folder(mode);
        assertThatThrownBy(() -> Ledger.open(folder)).isInstanceOf(SetupException.class).hasMessageContaining("The state folder '" + folder + "' can't be trusted: everybody may write to it")
                .hasMessageContaining("Nothing was changed").hasMessageContaining("chmod o-w '" + folder + "'").hasMessageContaining("lockstep.state-dir");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_sticky_folder_for_all_is_refused_too() throws IOException {
        Path folder = folder("rwxrwxrwx");
        Files.setAttribute(folder, "unix:mode", 01777);
        assertThatThrownBy(() -> Ledger.open(folder)).hasMessageContaining("its mode is 1777");
    }

    @Test
    void a_group_may_write() throws IOException {
        Ledger.open(folder("rwxrwx---")).close();
    }

    @Test
    void of_a_link_the_target_counts() throws IOException {
        Path good = Files.createSymbolicLink(temporary.resolve("good"), folder("rwx------"));
        Ledger.open(good).close();

        Path bad = Files.createSymbolicLink(temporary.resolve("bad"), Files.createDirectory(temporary.resolve("for-all")));
        Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> Ledger.open(bad)).hasMessageContaining("everybody may write");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"1000, 700, 1000, -", "0, 2770, 1000, -", "1000, 700, 0, it belongs to the user 1000", "1001, 700, 1000, it belongs to the user 1001",
            "1000, 1777, 1000, everybody may write to it", "0, 1777, 0, everybody may write to it", "1000, 775, 1000, -"})
    void whose_it_is_and_who_may_write_decides(int owner, String mode, int user, String complaint) {
        assertThat(new Ownership(owner, Integer.parseInt(mode, 8)).complaint(user).map(text -> text.replaceAll("( \\(|, and ).*", "")).orElse(null)).isEqualTo(complaint);
    }

    @Test
    void somebody_elses_folder_and_somebody_elses_ledger_are_refused() throws IOException {
        Assumptions.assumeTrue(Ownership.user() == 0, "only root can give files away");
        Path folder = folder("rwx------");
        Ledger.open(folder).close();
        Files.setAttribute(folder.resolve("lockstep.db"), "unix:uid", 4711);
        assertThatThrownBy(() -> Ledger.open(folder)).hasMessageContaining("The ledger '" + folder.resolve("lockstep.db") + "' can't be trusted: it belongs to the user 4711")
                .hasMessageContaining("chown");
        Files.setAttribute(folder, "unix:uid", 4711);
        assertThatThrownBy(() -> Ledger.open(folder)).hasMessageContaining("The state folder '" + folder + "' can't be trusted: it belongs to the user 4711");
    }

    @Test
    void a_ledger_that_everybody_may_write_is_refused() throws IOException {
        Path folder = folder("rwx------");
        Ledger.open(folder).close();
        Files.setPosixFilePermissions(folder.resolve("lockstep.db"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> Ledger.open(folder)).hasMessageContaining("chmod 600 '" + folder.resolve("lockstep.db") + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lockstep.db", "lockstep.db-wal", "lockstep.db-shm"})
    void a_ledger_that_is_a_link_is_refused_and_its_target_stays_as_it_is(String name) throws IOException {
        Path folder = folder("rwx------");
        Path target = Files.writeString(temporary.resolve("precious"), "precious");
        Files.createSymbolicLink(folder.resolve(name), target);
        assertThatThrownBy(() -> Ledger.open(folder)).isInstanceOf(SetupException.class).hasMessageContaining("is a link to '" + target + "'").hasMessageContaining("lockstep.state-dir");
        assertThat(target).hasContent("precious");
    }

    @Test
    void a_new_folder_and_its_files_are_this_users_alone() throws IOException {
        Path folder = temporary.resolve("a").resolve("b");
        Ledger.open(folder).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("lockstep.db")))).isEqualTo("rw-------");
    }

    @Test
    void where_a_group_may_write_native_code_lies_in_a_folder_of_its_own() throws IOException {
        assertThat(NativeLibrary.place(folder("rwx------"))).isEqualTo(temporary.resolve("state"));
        Path shared = Files.setPosixFilePermissions(temporary.resolve("state"), PosixFilePermissions.fromString("rwxrwx---"));
        Path place = NativeLibrary.place(shared);
        assertThat(place).isEqualTo(shared.resolve("native"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place))).isEqualTo("rwx------");
        assertThatCode(() -> NativeLibrary.place(shared)).doesNotThrowAnyException();

        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> NativeLibrary.place(shared)).isInstanceOf(IOException.class);
        Files.delete(place);
        Files.createSymbolicLink(place, Files.createDirectory(temporary.resolve("elsewhere")));
        assertThatThrownBy(() -> NativeLibrary.place(shared)).isInstanceOf(IOException.class);
    }

    @Test
    void native_code_that_somebody_else_may_change_is_replaced() throws IOException {
        Path folder = folder("rwx------");
        Path library = folder.resolve(LibraryLoaderUtil.getNativeLibName());
        NativeLibrary.unpack(folder);
        Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rw-rw-rw-"));
        NativeLibrary.unpack(folder);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library))).isEqualTo("rw-------");

        Path copy = Files.move(library, temporary.resolve("copy"));
        Files.createSymbolicLink(library, copy);
        NativeLibrary.unpack(folder);
        assertThat(Files.isRegularFile(library, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    private Path folder(String mode) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("state"));
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }
}
