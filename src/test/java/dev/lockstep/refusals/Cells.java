package dev.lockstep.refusals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The cells of mas-cli's golden cases: what a process says and ends with, and the message with its places filled. */
public final class Cells {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z-]+)}");

    private Cells() {
    }

    /**
     * How one call ends.
     *
     * @param program what is wrong with the program itself; empty where it is called and ends
     */
    public record Answer(String program, int exitCode, String stdout, String stderr) {

        /** What was said, as a message tells it, where that is a single line. */
        public String said() {
            return (stderr.isEmpty() ? stdout : stderr).strip().replaceAll("\\.$", "");
        }

        @Override
        public String toString() {
            return program.isEmpty() ? "exit " + exitCode + " '" + said().lines().findFirst().orElse("") + "'" : program;
        }
    }

    /** Each value of each list with each of the others. */
    public static List<Answer> answers(Refusal refusal) {
        List<Answer> answers = new ArrayList<>();
        JsonNode given = refusal.answers();
        for (JsonNode exitCode : all(given.path("exit-code"))) {
            for (JsonNode stdout : all(given.path("stdout"))) {
                for (JsonNode stderr : all(given.path("stderr"))) {
                    answers.add(new Answer(given.path("program").asText(), exitCode.asInt(), stdout.asText(), stderr.asText()));
                }
            }
        }
        return answers;
    }

    /** What a message has to be, as a pattern: places without a value may hold anything. */
    public static Pattern pattern(Refusal refusal, Map<String, String> values) {
        StringBuilder pattern = new StringBuilder();
        String message = refusal.message().strip();
        Matcher place = PLACE.matcher(message);
        int from = 0;
        while (place.find()) {
            pattern.append(Pattern.quote(message.substring(from, place.start()))).append(values.containsKey(place.group(1)) ? Pattern.quote(values.get(place.group(1))) : ".+");
            from = place.end();
        }
        return Pattern.compile(pattern + Pattern.quote(message.substring(from)));
    }

    private static List<JsonNode> all(JsonNode node) {
        return node.isArray() ? StreamSupport.stream(node.spliterator(), false).toList() : List.of(node);
    }
}
