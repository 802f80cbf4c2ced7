package dev.lockstep.real;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One Synapse's folder: configuration, signing key, database, log. */
record SynapseFolder(Path path) {
    /** The localparts that belong to the appservice begin so. */
    static final String BRIDGE_PREFIX = "_irc_";
    static final String BRIDGE_TOKEN = "bridge-of-the-tests";

    private static final ObjectMapper JSON = new ObjectMapper();

    static SynapseFolder create() {
        return new SynapseFolder(Folders.temporary("lockstep-synapse-"));
    }

    /** Writes the configuration; every YAML reader reads JSON, and JSON needs no care with quotes. */
    void configure(String serverName, int port, URI masEndpoint, String masSecret) {
        Map<String, Object> config = new TreeMap<>();
        config.put("server_name", serverName);
        config.put("report_stats", false);
        config.put("trusted_key_servers", List.of());
        config.put("presence", Map.of("enabled", false));
        config.put("pid_file", file("synapse.pid"));
        config.put("media_store_path", file("media"));
        config.put("signing_key_path", write("signing.key", "ed25519 a_test " + Base64.getEncoder().withoutPadding().encodeToString(random())));
        config.put("macaroon_secret_key", "macaroon-of-the-tests");
        config.put("form_secret", "form-of-the-tests");
        config.put("database", Map.of("name", "sqlite3", "args", Map.of("database", database().toString())));
        config.put("log_config", write("log.yaml", json(logging())));
        config.put("app_service_config_files", List.of(write("bridge.yaml", json(bridge()))));
        config.put("listeners", List.of(Map.of("type", "http", "port", port, "bind_addresses", List.of("127.0.0.1"), "resources", List.of(Map.of("names", List.of("client"))))));
        config.put("matrix_authentication_service", Map.of("enabled", true, "endpoint", masEndpoint.toString(), "secret", masSecret));
        // They would take a minute, with a second's rest after each.
        config.put("background_updates", Map.of("sleep_enabled", false));
        // A test asks faster than any person.
        config.put("rc_registration", Map.of("per_second", 1000, "burst_count", 1000));
        write("homeserver.yaml", json(config));
    }

    Path configuration() {
        return path.resolve("homeserver.yaml");
    }

    Path log() {
        return path.resolve("synapse.log");
    }

    Path database() {
        return path.resolve("homeserver.db");
    }

    private static Map<String, Object> logging() {
        return Map.of("version", 1, "disable_existing_loggers", false, "formatters", Map.of("line", Map.of("format", "%(asctime)s %(levelname)s %(name)s %(message)s")), "handlers",
            Map.of("console", Map.of("class", "logging.StreamHandler", "formatter", "line")), "root", Map.of("level", "INFO", "handlers", List.of("console")));
    }

    private static Map<String, Object> bridge() {
        Map<String, Object> registration = new TreeMap<>();
        registration.put("id", "irc");
        registration.put("url", null);
        registration.put("as_token", BRIDGE_TOKEN);
        registration.put("hs_token", "homeserver-to-" + BRIDGE_TOKEN);
        registration.put("sender_localpart", BRIDGE_PREFIX + "bot");
        registration.put("namespaces", Map.of("users", List.of(Map.of("exclusive", true, "regex", "@" + BRIDGE_PREFIX + ".*"))));
        return registration;
    }

    private static byte[] random() {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        return seed;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String file(String name) {
        return path.resolve(name).toString();
    }

    private String write(String name, String content) {
        try {
            return Files.writeString(path.resolve(name), content + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
