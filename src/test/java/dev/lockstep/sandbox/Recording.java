package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** What a real server answered once, from {@code recordings/}. */
record Recording(String method, String target, String requestBody, int status, String contentType, JsonNode body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Recording of(String name) throws IOException {
        String[] halves = text(name + ".http").split("\n### ", 2);
        String[] request = halves[0].strip().split("\n\n", 2);
        String[] requestLine = request[0].split(" ");
        String[] answer = halves[1].split("\n\n", 2);
        String[] head = answer[0].split("\n");
        return new Recording(requestLine[0], requestLine[1], request.length > 1 ? request[1].strip() : "",
                Integer.parseInt(head[0].strip()), head[1].substring("Content-Type: ".length()),
                JSON.readTree(answer[1]));
    }

    static String text(String file) throws IOException {
        try (InputStream in = Recording.class.getResourceAsStream("/recordings/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends the recorded request to a stand-in and demands the recorded answer; ids in paths may be replaced. */
    JsonNode isWhatAnswers(URI server, String authorization, String newTarget, String newBody) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + newTarget))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, BodyPublishers.ofString(newBody));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(target).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).as(target).contains(contentType);
        JsonNode answered = JSON.readTree(answer.body());
        assertSameShape(answered, body, target);
        return answered;
    }

    JsonNode isWhatAnswers(URI server, String authorization) throws Exception {
        return isWhatAnswers(server, authorization, target, requestBody);
    }

    /** Same keys in objects, same types, same sentences of errors; null stands for any type. */
    private static void assertSameShape(JsonNode actual, JsonNode expected, String at) {
        if (actual.isNull() || expected.isNull()) {
            return;
        }
        assertThat(actual.getNodeType()).as(at).isEqualTo(expected.getNodeType());
        if (expected.isObject()) {
            assertThat(names(actual)).as(at).isEqualTo(names(expected));
            expected.properties().forEach(entry -> {
                String key = entry.getKey();
                if (key.startsWith("err") || key.equals("token_type") || key.equals("expires_in")) {
                    assertThat(actual.get(key)).as(at + " " + key).isEqualTo(entry.getValue());
                }
                assertSameShape(actual.get(key), entry.getValue(), at + " " + key);
            });
        } else if (expected.isArray()) {
            assertThat(actual.size()).as(at).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertSameShape(actual.get(i), expected.get(i), at + " " + i);
            }
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
