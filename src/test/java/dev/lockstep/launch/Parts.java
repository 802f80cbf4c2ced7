package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The libraries that Lockstep stands on, by the names of their jars. */
final class Parts {

    /** What others bring along and nothing of Lockstep asks for: a pool of database connections, mail and multipart, the compilers of XML schemas, patches of JSON, XML and YAML from servers. */
    private static final Pattern UNNEEDED = Pattern.compile("c3p0|mchange-.*|angus-mail|jakarta\\.mail-api|apache-mime4j-.*|resteasy-(multipart|jaxb)-provider|jaxb-(core|jxc|runtime|xjc)|codemodel|txw2|xsom|rngom"
            + "|relaxng-datatype|istack-commons-.*|json-patch|jackson-coreutils|msg-simple|btf|jackson-jakarta-rs-yaml-provider|prometheus-metrics-exposition-formats");

    /** The oldest that are free of a hole that matters here: SQLite's lost write-ahead log, headers without end, connections that are never given back, JSON that gets past a check. */
    private static final Map<String, String> AT_LEAST = Map.of("sqlite-jdbc", "3.51.3.0", "httpcore5", "5.4.3", "httpcore5-h2", "5.4.3", "httpclient5", "5.6.3", "jackson-databind", "2.21.6", "jackson-core", "2.21.6");

    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.]*)\\.jar");

    private Parts() {
    }

    /** The jars in this folder. */
    static List<String> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar")).sorted().toList();
        }
    }

    /** The jars from which this very Java loads its classes. */
    static List<String> here() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(entry -> entry.endsWith(".jar")).map(entry -> Path.of(entry).getFileName().toString()).toList();
    }

    /** Each once, none that nobody needs, none with a hole that was closed. */
    static void requireSound(Collection<String> jars) {
        Map<String, TreeSet<String>> versions = versions(jars);
        assertThat(versions).isNotEmpty();
        assertThat(versions.entrySet()).as("in one version each").allMatch(part -> part.getValue().size() == 1);
        assertThat(versions.keySet()).as("needed").noneMatch(name -> UNNEEDED.matcher(name).matches());
        AT_LEAST.forEach((name, least) -> assertThat(versions.getOrDefault(name, new TreeSet<>())).as("%s, at least %s", name, least).hasSize(1).allMatch(version -> compare(version, least) >= 0));
    }

    private static Map<String, TreeSet<String>> versions(Collection<String> jars) {
        return jars.stream().map(JAR::matcher).filter(Matcher::matches).collect(Collectors.groupingBy(jar -> jar.group(1), TreeMap::new, Collectors.mapping(jar -> jar.group(2), Collectors.toCollection(TreeSet::new))));
    }

    private static int compare(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other));
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).takeWhile(part -> part.matches("\\d+")).mapToInt(Integer::parseInt).toArray();
    }
}
