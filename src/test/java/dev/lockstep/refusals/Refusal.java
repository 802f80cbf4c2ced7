package dev.lockstep.refusals;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One golden case of {@code src/test/resources/refusals}: what was asked, what came, and what Lockstep does and says. A file holds the cases of one neighbour; docs/troubleshooting.md is made from them.
 *
 * @param name           the case as a sentence: what is wrong
 * @param calls          what was asked for: each of these is tried
 * @param answers        what came, in the words of the neighbour's own test: for HTTP {@code status}, {@code body} (a form of the file, or an object of JSON) and {@code headers}; for mas-cli
 *                       {@code exit-code}, {@code stdout} and {@code stderr}. Where a list stands, each of it is tried with each of the others
 * @param exit           the exit code of a sync
 * @param tries          how often one run asks, where the settings allow two more tries
 * @param sentence       what is said, up to what follows from it; {@code {name}} stands for what differs from cell to cell
 * @param remedy         what is said after "Nothing was changed."
 * @param mayHaveChanged whether that sentence is missing, because nobody knows
 */
public record Refusal(String name, List<String> calls, JsonNode answers, int exit, int tries, String sentence, String remedy, boolean mayHaveChanged) {

    private static final ObjectMapper JSON = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /**
     * The cases of one neighbour.
     *
     * @param neighbour who answers
     * @param forms     the forms that a body can have: a name, and what stands for it
     * @param cases     in the order in which people read them
     */
    public record Book(String neighbour, Map<String, JsonNode> forms, List<Refusal> cases) {

        public Book {
            forms = forms == null ? Map.of() : forms;
        }
    }

    public Refusal {
        remedy = remedy == null ? "" : remedy;
    }

    /** Reads {@code keycloak}, {@code synapse} or {@code mas-cli}, where it is written. */
    public static Book read(String name) {
        Path file = Path.of("src", "test", "resources", "refusals", name + ".json");
        try {
            return JSON.readValue(file.toFile(), Book.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("The golden cases '" + file + "' can't be read: " + e.getMessage(), e);
        }
    }

    /** The whole message, with its places still open. */
    public String message() {
        return (sentence + (mayHaveChanged ? " " : " Nothing was changed. ") + remedy).strip();
    }
}
