package dev.lockstep.cli;

import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;

/** What stands before each line of doctor: signs where the terminal can show them, words elsewhere. */
record Marks(String good, String warning, String bad, String unchecked) {

    /** Where Java says what the terminal understands, newest name first; a pipe has none of the first two in Java 17. */
    private static final List<String> CHARSETS = List.of("stdout.encoding", "sun.stdout.encoding", "native.encoding");

    /** Those that standard output can show. */
    static Marks ofTerminal() {
        return of(Stream.of(CHARSETS).flatMap(List::stream).map(System::getProperty).filter(name -> name != null && Charset.isSupported(name)).findFirst()
                .map(Charset::forName).orElse(Charset.defaultCharset()));
    }

    static Marks of(Charset charset) {
        return charset.newEncoder().canEncode("✓✗–") ? new Marks("✓", "!", "✗", "–") : new Marks("ok  ", "note", "BAD ", "-   ");
    }
}
