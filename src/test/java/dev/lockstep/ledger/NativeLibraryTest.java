package dev.lockstep.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

class NativeLibraryTest {

    @TempDir
    private Path folder;

    @Test
    void the_library_is_unpacked_once_and_whole() throws IOException {
        NativeLibrary.unpack(folder);
        Path library = folder.resolve(LibraryLoaderUtil.getNativeLibName());
        FileTime earlier = FileTime.fromMillis(0);
        Files.setLastModifiedTime(library, earlier);

        NativeLibrary.unpack(folder);

        assertThat(library).hasBinaryContent(packed());
        assertThat(Files.getLastModifiedTime(library)).as("left as it was").isEqualTo(earlier);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(library);
        }
    }

    @Test
    void one_of_another_version_or_a_damaged_one_is_replaced() throws IOException {
        Path library = Files.writeString(folder.resolve(LibraryLoaderUtil.getNativeLibName()), "half");
        NativeLibrary.unpack(folder);
        assertThat(library).hasBinaryContent(packed());
    }

    @Test
    void no_setting_for_the_whole_process_is_left() {
        NativeLibrary.load(folder);
        assertThat(System.getProperty("org.sqlite.lib.path")).isNull();
    }

    private static byte[] packed() throws IOException {
        try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName())) {
            return library.readAllBytes();
        }
    }
}
