package dev.lockstep.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.Shown;

/** The object of a report as one line of JSON, in which nothing is invisible. */
public final class JsonRenderer implements Renderer {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String render(Report report) {
        try {
            return visible(JSON.writeValueAsString(report.object()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same JSON. Control characters below 0x20 are escaped in it already; these stand in its strings alone. */
    private static String visible(String json) {
        StringBuilder visible = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            String character = Character.toString(point);
            if (point < 0x7f || Shown.text(character).equals(character)) {
                visible.append(character);
            } else {
                character.chars().forEach(unit -> visible.append(String.format("\\u%04x", unit)));
            }
        });
        return visible.toString();
    }
}
