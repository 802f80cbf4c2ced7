package dev.lockstep.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the stand-in for mas-cli as a process. */
record MasCli(int exit, String stdout, String stderr) {

    static MasCli run(SandboxMas mas, Map<String, String> environment, String... arguments) throws Exception {
        Path out = Files.createTempFile("mas-cli", ".out");
        Path err = Files.createTempFile("mas-cli", ".err");
        try {
            Process process = builder(mas, environment, arguments)
                    .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            int exit = process.waitFor();
            return new MasCli(exit, read(out), read(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static ProcessBuilder builder(SandboxMas mas, Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>(mas.command());
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeAll(List.of("RUST_LOG", "MAS_CONFIG"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
