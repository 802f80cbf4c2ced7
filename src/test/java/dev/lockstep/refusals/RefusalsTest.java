package dev.lockstep.refusals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.refusals.Refusal.Book;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The golden cases leave nothing out, and docs/troubleshooting.md is what they make; {@code -Dlockstep.write=true} writes it anew. */
class RefusalsTest {

    private static final Path PAGE = Path.of("docs", "troubleshooting.md");
    private static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 407, 408, 413, 421, 429, 431, 500, 502, 503, 504);
    private static final Set<String> FORMS = Set.of("own", "html", "empty", "foreign");
    private static final String HEAD = """
            # Troubleshooting

            Each message says what failed, whether anything was changed, and what to do next; `lockstep doctor` tries each part alone and says the same words.
            This page has the messages about what the neighbours answer: search it for the words that you see. `…` stands for what differs. The realm 'corp', the group '/chat', the client 'admin-cli' and the user
            'admin' are those of an example.

            A status of HTTP alone is anybody's: a reverse proxy, a load balancer or a firewall answers 401, 403 and 404 too. So Lockstep looks at the form of an answer. Keycloak's errors are JSON with `error`, Synapse's JSON
            with `errcode`; what has another form is said to be somebody else's, with its status, the title of its page or its first words, and the name of its server (the header `Server`, or `Via`).

            A run ends with exit code 2 where a person has to mend something: that is tried once. With 3 a neighbour could not be read, which may pass: it is tried again as `lockstep.retry.reads.count` says (here 2 more times).
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"keycloak | token, group, members, person, groups, credentials", "synapse | version, whoami, list, account"})
    void every_call_meets_every_status_in_every_form_once(String name, String calls) {
        Set<String> matrix = Stream.of(calls.split(", ")).flatMap(call -> Stream.concat(
                STATUSES.stream().flatMap(status -> FORMS.stream().map(form -> call + " " + status + " " + form)),
                FORMS.stream().filter(form -> !form.equals("own")).map(form -> call + " 200 " + form))).collect(Collectors.toSet());

        // Those with further words or another address are beside the matrix.
        List<String> cells = HttpCell.of(Refusal.read(name)).filter(cell -> FORMS.contains(cell.form()) && !isAnotherAddress(cell)).map(cell -> cell.call() + " " + cell.status() + " " + cell.form()).toList();

        assertThat(cells).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(matrix);
    }

    @Test
    void every_message_says_what_failed_and_what_to_do() {
        books().flatMap(book -> book.cases().stream()).filter(refusal -> !refusal.sentence().isEmpty()).forEach(refusal -> {
            assertThat(refusal.sentence()).as(refusal.name()).matches("(?s)\\S.*[.?!]");
            assertThat(refusal.message()).as(refusal.name()).matches("(?s)\\S.*[.?!]").doesNotContain("sesame");
            assertThat(refusal.mayHaveChanged() || !refusal.remedy().isEmpty()).as(refusal.name() + ": a remedy").isTrue();
        });
    }

    @Test
    void the_page_holds_every_message() throws IOException {
        String page = page();
        if (Boolean.getBoolean("lockstep.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).as("%s is out of date: run this test with -Dlockstep.write=true", PAGE).isEqualTo(page);
    }

    @Test
    void whoever_reads_the_docs_is_led_to_the_page() throws IOException {
        for (String file : List.of("README.md", "docs/operations.md", "docs/running.md", "docs/tls.md")) {
            assertThat(Files.readString(Path.of(file))).as(file).contains(file.startsWith("docs") ? "(troubleshooting.md" : "(docs/troubleshooting.md");
        }
    }

    /** A case of the matrix sends on to the server itself at another address. */
    private static boolean isAnotherAddress(HttpCell cell) {
        return cell.status() >= 300 && cell.status() < 400 && !cell.refusal().answers().path("headers").path("Location").asText().contains("example.org{path}")
                && !cell.refusal().answers().path("headers").path("Location").asText().contains("/auth{path}?");
    }

    private static Stream<Book> books() {
        return Stream.of("keycloak", "synapse", "mas-cli").filter(name -> Files.exists(Path.of("src", "test", "resources", "refusals", name + ".json"))).map(Refusal::read);
    }

    private static String page() {
        StringBuilder text = new StringBuilder(HEAD);
        books().forEach(book -> {
            Map<String, List<Refusal>> messages = new LinkedHashMap<>();
            book.cases().stream().filter(refusal -> !refusal.sentence().isEmpty())
                    .forEach(refusal -> messages.computeIfAbsent(refusal.message().replaceAll("\\{[a-z-]+}", "…"), message -> new ArrayList<>()).add(refusal));
            text.append("\n## ").append(book.neighbour()).append('\n');
            messages.forEach((message, refusals) -> {
                text.append("\n> ").append(message).append("\n\n");
                refusals.forEach(refusal -> text.append("- ").append(sentence(refusal.name())).append(words(refusal)).append(" *").append(outcome(refusal)).append("*\n"));
            });
        });
        return text.toString();
    }

    private static String sentence(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + (name.endsWith(".") || name.endsWith(")") ? "" : ".");
    }

    /** What the neighbour may have said, where the message repeats it: people search for that. */
    private static String words(Refusal refusal) {
        List<String> words = new ArrayList<>();
        refusal.answers().path("body").forEach(body -> {
            if (body.isObject() && refusal.sentence().contains("{said}")) {
                words.add("'" + HttpCell.said(body) + "'");
            }
        });
        return words.isEmpty() ? "" : " It says " + String.join(", ", words) + ".";
    }

    private static String outcome(Refusal refusal) {
        String calls = String.join(", ", refusal.calls());
        return "(" + calls + ": exit code " + refusal.exit() + ", " + (refusal.tries() == 1 ? "one try" : refusal.tries() + " tries") + ")";
    }
}
