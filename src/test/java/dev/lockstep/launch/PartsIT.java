package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped program and the bundle are made of, and what is said of it. */
class PartsIT {

    private static final Path DIST = Path.of(System.getProperty("lockstep.dist", "target/lockstep"));

    /** The parts of bom.json by the name of their jar. */
    private static Map<String, JsonNode> parts;

    @BeforeAll
    static void read() throws IOException {
        JsonNode bom = new ObjectMapper().readTree(DIST.resolve("bom.json").toFile());
        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        parts = StreamSupport.stream(bom.path("components").spliterator(), false)
                .collect(Collectors.toMap(part -> part.path("name").asText() + "-" + part.path("version").asText() + ".jar", part -> part, (one, other) -> one, TreeMap::new));
    }

    @Test
    void the_shipped_program_holds_what_it_needs_once_and_nothing_else() throws IOException {
        Parts.requireSound(Parts.in(DIST.resolve("lib")));
    }

    @Test
    void so_does_the_bundle() throws IOException {
        try (JarFile bundle = new JarFile(DIST.resolveSibling("lockstep-0.1.0-karaf.jar").toFile())) {
            Parts.requireSound(bundle.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".jar")).toList());
        }
    }

    @Test
    void the_bill_of_materials_has_each_jar_with_its_sum_and_no_other() throws Exception {
        assertThat(parts.keySet()).containsExactlyElementsOf(Parts.in(DIST.resolve("lib")));
        for (Map.Entry<String, JsonNode> part : parts.entrySet()) {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(DIST.resolve("lib").resolve(part.getKey())));
            assertThat(StreamSupport.stream(part.getValue().path("hashes").spliterator(), false).filter(hash -> hash.path("alg").asText().equals("SHA-256")).map(hash -> hash.path("content").asText()))
                    .as(part.getKey()).containsExactly(HexFormat.of().formatHex(sum));
        }
    }

    @Test
    void it_says_nothing_of_the_time_or_the_machine() throws IOException {
        JsonNode metadata = new ObjectMapper().readTree(DIST.resolve("bom.json").toFile()).path("metadata");

        assertThat(metadata.has("timestamp")).isFalse();
        assertThat(Files.readString(DIST.resolve("bom.json"))).doesNotContain(Path.of("").toAbsolutePath().toString(), "repository_url");
    }

    /** A part that comes, goes or is renewed changes NOTICE: the right lines are in the failure. */
    @Test
    void the_notice_names_each_part_with_its_licence() throws IOException {
        List<String> right = parts.values().stream().map(part -> "- " + part.path("name").asText() + " " + part.path("version").asText() + ": " + licences(part)).sorted().toList();

        assertThat(right).allMatch(line -> line.matches("- \\S+ \\S+: \\S.*"));
        assertThat(Files.readAllLines(DIST.resolve("NOTICE")).stream().filter(line -> line.startsWith("- "))).containsExactlyElementsOf(right);
    }

    @Test
    void the_archive_holds_what_is_said_of_it(@TempDir Path folder) throws Exception {
        Path list = folder.resolve("list");
        Process tar = new ProcessBuilder("tar", "-tzf", DIST.resolveSibling("lockstep.tar.gz").toString()).redirectOutput(list.toFile()).start();
        assertThat(tar.waitFor(1, TimeUnit.MINUTES)).isTrue();

        List<String> names = Files.readAllLines(list);
        assertThat(names).contains("lockstep/LICENSE", "lockstep/NOTICE", "lockstep/bom.json");
        try (Stream<Path> pages = Files.list(Path.of("src", "main", "dist", "share", "man", "man1"))) {
            assertThat(names).contains("lockstep/share/man/man1/lockstep-sync.1").containsAll(pages.map(page -> "lockstep/share/man/man1/" + page.getFileName()).toList());
        }
        assertThat(DIST.resolve("share/man/man1/lockstep.1")).content().contains("\"Lockstep 0.1.0\"").doesNotContain("${");
        assertThat(names).filteredOn(name -> name.startsWith("lockstep/lib/") && name.endsWith(".jar")).map(name -> name.substring("lockstep/lib/".length())).containsExactlyInAnyOrderElementsOf(parts.keySet());
    }

    private static String licences(JsonNode part) {
        return StreamSupport.stream(part.path("licenses").spliterator(), false).map(licence -> licence.path("license")).map(licence -> licence.path("id").asText(licence.path("name").asText()))
                .collect(Collectors.joining(" or "));
    }
}
