package dev.lockstep.refusals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.refusals.Refusal.Book;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One cell of the matrix of an HTTP neighbour: one call, one status, one body.
 *
 * @param refusal the case that it belongs to
 * @param call    what was asked for
 * @param status  of the answer
 * @param form    the form of the body: a name, or the words themselves
 * @param answer  headers, body and how the body is told, of that form
 */
public record HttpCell(Refusal refusal, String call, int status, String form, JsonNode answer) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** All cells of a book. */
    public static Stream<HttpCell> of(Book book) {
        List<HttpCell> cells = new ArrayList<>();
        for (Refusal refusal : book.cases()) {
            for (String call : refusal.calls()) {
                refusal.answers().path("status").forEach(status -> refusal.answers().path("body").forEach(body ->
                        cells.add(new HttpCell(refusal, call, status.intValue(), body.isTextual() ? body.textValue() : body.toString(), answer(book, body)))));
            }
        }
        return cells.stream();
    }

    /** The headers, with the places of a case filled in. */
    public Map<String, String> headers(Map<String, String> places) {
        Map<String, String> headers = new LinkedHashMap<>();
        Stream.of(answer.path("headers"), refusal.answers().path("headers")).forEach(some -> some.properties().forEach(header -> headers.put(header.getKey(), fill(header.getValue().textValue(), places))));
        return headers;
    }

    /** The body as it is sent. */
    public String body() {
        return answer.path("body").isTextual() ? answer.path("body").textValue() : answer.path("body").toString();
    }

    /** A sentence of the case with the places filled in: those of the cell, and these. */
    public String fill(String sentence, Map<String, String> places) {
        Map<String, String> all = new LinkedHashMap<>(places);
        all.put("status", String.valueOf(status));
        all.put("stood", answer.path("stood").asText());
        all.put("said", said(answer.path("body")));
        String filled = sentence;
        for (Map.Entry<String, String> place : all.entrySet()) {
            filled = filled.replace("{" + place.getKey() + "}", place.getValue());
        }
        return filled;
    }

    @Override
    public String toString() {
        return call + " " + status + " " + form + ": " + refusal.name();
    }

    private static JsonNode answer(Book book, JsonNode body) {
        if (body.isTextual()) {
            return book.forms().get(body.textValue());
        }
        ObjectNode words = JSON.createObjectNode();
        words.putObject("headers").put("Content-Type", "application/json");
        words.set("body", body);
        return words;
    }

    /** What a body in the neighbour's own form says, as a message repeats it. */
    static String said(JsonNode body) {
        String error = body.path("error").asText();
        String description = body.has("errcode") ? "" : body.path("error_description").asText();
        return description.isEmpty() ? error : error + ": " + description;
    }
}
