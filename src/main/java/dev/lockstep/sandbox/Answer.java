package dev.lockstep.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a stand-in answers to one request.
 *
 * @param flow     writes the body in its own way; empty sends it at once and with its length
 * @param headEnds whether a flow begins after the head, or in it
 */
record Answer(int status, Map<String, String> headers, String body, Optional<Flow> flow, boolean headEnds) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Answer(int status, Map<String, String> headers, String body) {
        this(status, headers, body, Optional.empty(), true);
    }

    /** Writes what comes after the head; the connection ends with it. */
    @FunctionalInterface
    interface Flow {
        void write(OutputStream out) throws IOException;
    }

    static Answer json(int status, Object value) {
        return of(status, "application/json", text(value));
    }

    static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    Answer withBody(String changed) {
        return new Answer(status, headers, changed, flow, headEnds);
    }

    Answer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body, flow, headEnds);
    }

    Answer flowing(Flow other) {
        return new Answer(status, headers, body, Optional.of(other), true);
    }

    /** The flow goes on with the head. */
    Answer unfinishedHead(Flow more) {
        return new Answer(status, headers, body, Optional.of(more), false);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** An object with its keys in the order given: name, value, name, value... */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not to be written as JSON: " + value, e);
        }
    }
}
