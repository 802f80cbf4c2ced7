package dev.lockstep.sandbox;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What mas-cli's configuration files say; a file that can't be read says nothing and is no error, as with mas-cli. */
final class MasCliConfig {

    /** The database's address, or null. */
    String databaseUri;
    boolean hasSecrets;

    /** The files given, else those of MAS_CONFIG, else ./config.yaml; what a later one says wins. */
    static MasCliConfig read(String lines) {
        MasCliConfig config = new MasCliConfig();
        String files = lines;
        if (files == null) {
            String variable = System.getenv("MAS_CONFIG");
            files = variable == null || variable.isEmpty() ? "config.yaml\n" : variable.replace(':', '\n').concat("\n");
        }
        int start = 0;
        while (start < files.length()) {
            int end = files.indexOf('\n', start);
            config.add(files.substring(start, end));
            start = end + 1;
        }
        return config;
    }

    private void add(String file) {
        if (!new File(file).isFile()) {
            return;
        }
        String text;
        try (FileInputStream in = new FileInputStream(file)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8).concat("\n");
        } catch (IOException e) {
            return;
        }
        String block = "";
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            String line = text.substring(start, end);
            start = end + 1;
            if (!line.isBlank() && line.charAt(0) != ' ' && line.charAt(0) != '#') {
                block = line.trim();
                hasSecrets |= block.equals("secrets:");
            } else if (block.equals("database:") && line.trim().startsWith("uri:")) {
                databaseUri = unquoted(line.trim().substring(4).trim());
            }
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && (value.charAt(0) == '"' || value.charAt(0) == '\'');
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
