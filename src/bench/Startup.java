import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a start of Lockstep costs, beside the floor of an empty program on the same Java, on Linux. The cases take turns, so that a busy machine slows all of them alike; medians are printed.
 *
 * <pre>java -cp 'target/lockstep/lockstep.jar:target/lockstep/lib/*' src/bench/Startup.java target/lockstep [ROUNDS [SECONDS-IDLE]]</pre>
 *
 * It works on a copy of the folder, and measures the Java that runs it.
 */
public final class Startup {

    private static final double TICKS = 100;
    private static final String NEVER = "0 0 0 1 1 ? 2099";

    private final Path scratch = Files.createTempDirectory("lockstep-startup");
    private final Path without = copy(scratch.resolve("without"));
    private final Path with = copy(scratch.resolve("with"));
    private static Path product;

    private Startup() throws IOException {
    }

    public static void main(String[] arguments) throws Exception {
        product = Path.of(arguments[0]).toAbsolutePath();
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        int idle = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30;
        new Startup().measure(rounds, idle);
    }

    private void measure(int rounds, int idle) throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            Path config = settings(sandbox);
            double[] making = time(command(with, "sync", "--help"));
            Files.writeString(scratch.resolve("Hello.java"), "class Hello { public static void main(String[] a) { System.out.println(\"hello\"); } }");
            time(List.of(java("javac"), "-d", scratch.toString(), scratch.resolve("Hello.java").toString()));

            Map<String, List<String>> cases = new LinkedHashMap<>();
            cases.put("java -version", List.of(java("java"), "-version"));
            cases.put("an empty program", List.of(java("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", scratch.toString(), "Hello"));
            cases.put("lockstep --version, no archive", command(without, "--version"));
            cases.put("lockstep --version", command(with, "--version"));
            cases.put("lockstep plan, no archive", command(without, "plan", "--config", config.toString()));
            cases.put("lockstep plan", command(with, "plan", "--config", config.toString()));
            Map<String, List<double[]>> results = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (var each : cases.entrySet()) {
                    results.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(time(each.getValue()));
                }
            }
            System.out.printf("Java %s, %d rounds%n%-34s %8s %8s%n", System.getProperty("java.version"), rounds, "median of", "CPU s", "wall s");
            results.forEach((name, values) -> line(name, median(values, 0), median(values, 1)));
            line("making the archive, once", making[0], making[1]);

            Files.writeString(config, "lockstep.schedule.cron=" + NEVER + "\n", java.nio.file.StandardOpenOption.APPEND);
            System.out.printf("%n%-34s %8s %8s %8s %10s%n", "lockstep run", "CPU s", "wall s", "RSS MiB", "CPU ms/min");
            for (Path folder : List.of(without, with)) {
                run(folder.equals(with) ? "with the archive" : "no archive", command(folder, "run", "--config", config.toString()), idle);
            }
        } finally {
            delete(scratch);
        }
    }

    /** CPU and wall clock of one process and its descendants, in seconds. */
    private double[] time(List<String> words) throws Exception {
        double before = childrensCpu();
        long start = System.nanoTime();
        Process process = process(words).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        String error = new String(process.getErrorStream().readAllBytes());
        int code = process.waitFor();
        double wall = (System.nanoTime() - start) / 1e9;
        if (code != 0) {
            throw new IllegalStateException(words + " ended with " + code + ": " + error);
        }
        return new double[] {childrensCpu() - before, wall};
    }

    private void run(String name, List<String> words, int idle) throws Exception {
        Path log = scratch.resolve("run.log");
        long start = System.nanoTime();
        Process process = process(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            while (!Files.readString(log).contains("follows the schedule")) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(log));
                }
                Thread.sleep(5);
            }
            double wall = (System.nanoTime() - start) / 1e9;
            double ready = cpu(process.pid(), 13);
            TimeUnit.SECONDS.sleep(idle);
            double later = cpu(process.pid(), 13);
            System.out.printf(Locale.ROOT, "%-34s %8.2f %8.2f %8d %10.0f%n", name, ready, wall, rss(process.pid()), (later - ready) * 1000 * 60 / idle);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** User and system time from /proc, in seconds; {@code field} is the first of the two, counted from 0. */
    private static double cpu(Object pid, int field) throws IOException {
        String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat")).replaceFirst(".*\\) ", "0 0 ").split(" ");
        return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS;
    }

    private static double childrensCpu() throws IOException {
        return cpu("self", 15);
    }

    private static long rss(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum() / 1024;
    }

    private static ProcessBuilder process(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", "/nowhere");
        return builder;
    }

    /** Without the look at MAS's administrators, for the sandbox's mas-cli is a Java program too, and not what is measured. */
    private Path settings(Sandbox sandbox) throws IOException {
        sandbox.person("anna").person("ben");
        Properties properties = new Properties();
        properties.putAll(sandbox.settings());
        properties.setProperty("lockstep.protect.mas-administrators", "false");
        Path file = scratch.resolve("lockstep.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    private static List<String> command(Path folder, String... words) {
        return Stream.concat(Stream.of(folder.resolve("bin/lockstep").toString()), Arrays.stream(words)).toList();
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static double median(List<double[]> values, int which) {
        return values.stream().mapToDouble(value -> value[which]).sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void line(String name, double cpu, double wall) {
        System.out.printf(Locale.ROOT, "%-34s %8.2f %8.2f%n", name, cpu, wall);
    }

    private static Path copy(Path to) throws IOException {
        try (Stream<Path> all = Files.walk(product)) {
            for (Path each : all.filter(path -> !path.startsWith(product.resolve("cache"))).toList()) {
                Files.copy(each, to.resolve(product.relativize(each).toString()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
