package dev.lockstep.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.settings.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What must hold of the routes as they are written, whatever they do. */
class RoutesTest {

    private static final Set<String> CODE = Set.of("groovy", "js", "joor", "java", "python", "mvel", "ognl", "spel", "script", "language", "csimple", "datasonnet", "jq",
            "xquery", "xpath", "jsonpath", "wasm", "process");

    private static final Map<Path, List<?>> FILES = read();

    @Test
    void every_route_and_route_configuration_has_an_id_of_its_own_that_begins_with_lockstep() {
        List<String> ids = Stream.concat(routes().stream(), all("routeConfiguration").stream()).map(route -> String.valueOf(route.get("id"))).toList();

        assertThat(ids).isNotEmpty().doesNotHaveDuplicates().allMatch(id -> id.startsWith("lockstep-"));
    }

    @Test
    void every_endpoint_that_a_host_application_could_have_too_begins_with_lockstep() {
        List<String> uris = new ArrayList<>();
        everywhere((key, value) -> {
            if (List.of("uri", "deadLetterUri", "to").contains(key) && value instanceof String uri) {
                uris.add(uri);
            }
        });

        assertThat(uris).filteredOn(uri -> uri.startsWith("direct:")).isNotEmpty().allMatch(uri -> uri.startsWith("direct:lockstep-"));
        assertThat(uris).filteredOn(uri -> uri.startsWith("quartz:")).isNotEmpty().allMatch(uri -> uri.startsWith("quartz:lockstep"));
        assertThat(uris).allMatch(uri -> uri.startsWith("direct:") || uri.startsWith("quartz:") || uri.equals("exec:mas-cli") || uri.startsWith("http://lockstep-")
                || uri.matches("\\$\\{exchangeProperty[.](notices|letters)To}"));
    }

    @Test
    void every_direct_endpoint_that_is_called_has_a_route() {
        Set<String> from = new HashSet<>();
        routes().forEach(route -> from.add(String.valueOf(((Map<?, ?>) route.get("from")).get("uri"))));
        Set<String> called = new HashSet<>();
        everywhere((key, value) -> {
            if (List.of("uri", "deadLetterUri").contains(key) && String.valueOf(value).startsWith("direct:")) {
                called.add(String.valueOf(value));
            }
        });

        assertThat(from).containsAll(called);
    }

    @Test
    void every_id_is_there_once_in_all_files() {
        List<String> ids = new ArrayList<>();
        everywhere((key, value) -> {
            if (key.equals("id")) {
                ids.add(String.valueOf(value));
            }
        });

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("lockstep-[a-z-]+"));
    }

    @Test
    void every_step_has_an_id() {
        List<Object> nameless = new ArrayList<>();
        everywhere((key, value) -> {
            if (key.equals("steps")) {
                for (Object step : (List<?>) value) {
                    ((Map<?, ?>) step).forEach((name, options) -> {
                        if (!(options instanceof Map<?, ?> map) || !map.containsKey("id")) {
                            nameless.add(step);
                        }
                    });
                }
            }
        });

        assertThat(nameless).isEmpty();
    }

    @Test
    void every_route_chooses_its_error_handler() {
        assertThat(routes()).allMatch(route -> route.containsKey("errorHandler"), "has an errorHandler");
    }

    @Test
    void every_error_handler_that_tries_again_has_its_configuration_beside_it_and_stops_trying_when_lockstep_stops() {
        Set<Object> configurations = new HashSet<>(all("routeConfiguration").stream().map(configuration -> configuration.get("id")).toList());

        assertThat(routes()).filteredOn(route -> !((Map<?, ?>) route.get("errorHandler")).containsKey("noErrorHandler")).isNotEmpty().allSatisfy(route -> {
            assertThat(configurations).contains(route.get("routeConfigurationId"));
            Map<?, ?> handler = (Map<?, ?>) ((Map<?, ?>) route.get("errorHandler")).values().iterator().next();
            assertThat(policies()).as(String.valueOf(route.get("id"))).containsKey(handler.get("redeliveryPolicyRef"));
        });
        assertThat(policies().values()).filteredOn(policy -> !Integer.valueOf(0).equals(policy.get("maximumRedeliveries"))).hasSize(3)
                .allSatisfy(policy -> assertThat(policy.get("allowRedeliveryWhileStopping")).isEqualTo(false));
    }

    @Test
    void a_dead_letter_that_fails_is_no_success() {
        List<Object> channels = new ArrayList<>();
        everywhere((key, value) -> {
            if (key.equals("deadLetterChannel")) {
                channels.add(((Map<?, ?>) value).get("deadLetterHandleNewException"));
            }
        });

        assertThat(channels).isNotEmpty().containsOnly(false);
    }

    @Test
    void there_is_no_code_in_the_routes() {
        Set<String> keys = new HashSet<>();
        everywhere((key, value) -> keys.add(key));

        assertThat(keys).doesNotContainAnyElementsOf(CODE);
    }

    /** The error handlers count their attempts in a header of the message. */
    @Test
    void no_step_takes_the_header_away_in_which_attempts_are_counted() {
        List<Map<?, ?>> removals = new ArrayList<>();
        everywhere((key, value) -> {
            if (key.equals("removeHeaders") && "*".equals(((Map<?, ?>) value).get("pattern"))) {
                removals.add((Map<?, ?>) value);
            }
        });

        assertThat(removals).allSatisfy(removal -> assertThat(String.valueOf(removal.get("excludePattern"))).startsWith("CamelRedeliver"));
    }

    /** A plain {{lockstep.key}} has no default in an application that loads no file of ours, and would go past the checks. */
    @Test
    void every_placeholder_is_a_checked_setting_that_cannot_be_empty() throws IOException {
        Set<String> sure = Keys.all().stream().filter(setting -> setting.traits().required() || !setting.standard().isEmpty())
                .map(setting -> "{{" + setting.key().replaceFirst("[.]", ":") + "}}").collect(Collectors.toSet());
        Set<String> used = new HashSet<>();
        for (Path file : FILES.keySet()) {
            Pattern.compile("\\{\\{.*?}}").matcher(Files.readString(file)).results().forEach(match -> used.add(match.group()));
        }

        // The one switch that is no setting: a host application that triggers the syncs itself sets it to false.
        assertThat(used).contains("{{lockstepScheduled:true}}").filteredOn(placeholder -> !placeholder.equals("{{lockstepScheduled:true}}")).isNotEmpty().isSubsetOf(sure);
    }

    private static List<Map<?, ?>> routes() {
        return all("route");
    }

    /** The retry policies by name. */
    private static Map<Object, Map<?, ?>> policies() {
        Map<Object, Map<?, ?>> policies = new HashMap<>();
        FILES.values().forEach(entries -> entries.stream().map(entry -> ((Map<?, ?>) entry).get("beans")).filter(List.class::isInstance).map(List.class::cast)
                .forEach(beans -> ((List<?>) beans).stream().map(bean -> (Map<?, ?>) bean).filter(bean -> String.valueOf(bean.get("type")).endsWith("RedeliveryPolicy"))
                        .forEach(bean -> policies.put(bean.get("name"), (Map<?, ?>) bean.get("properties")))));
        return policies;
    }

    private static List<Map<?, ?>> all(String kind) {
        List<Map<?, ?>> found = new ArrayList<>();
        FILES.values().forEach(file -> file.forEach(entry -> {
            Object value = ((Map<?, ?>) entry).get(kind);
            if (value != null) {
                found.add((Map<?, ?>) value);
            }
        }));
        return found;
    }

    private static void everywhere(BiConsumer<String, Object> visitor) {
        FILES.forEach((file, content) -> {
            if (!file.endsWith("beans.camel.yaml")) {
                visit(content, visitor);
            }
        });
    }

    private static void visit(Object node, BiConsumer<String, Object> visitor) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                visitor.accept(String.valueOf(key), value);
                visit(value, visitor);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(value -> visit(value, visitor));
        }
    }

    private static Map<Path, List<?>> read() {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            Map<Path, List<?>> all = new java.util.TreeMap<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")).toList()) {
                try (InputStream stream = Files.newInputStream(file)) {
                    all.put(file, (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(stream));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
