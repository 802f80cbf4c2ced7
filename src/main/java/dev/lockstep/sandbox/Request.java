package dev.lockstep.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One request as a stand-in sees it; {@code authorization} is the whole header. */
record Request(String method, URI uri, Optional<String> authorization, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The path as it was sent, still encoded: a name may hold an encoded slash. */
    String path() {
        return uri.getRawPath();
    }

    boolean is(String wantedMethod, String wantedPath) {
        return method.equals(wantedMethod) && path().equals(wantedPath);
    }

    Map<String, String> query() {
        return pairs(uri.getRawQuery());
    }

    Map<String, String> form() {
        return pairs(body);
    }

    /** The body as JSON; a missing node where it is none. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    Optional<String> bearer() {
        return authorization.filter(a -> a.startsWith("Bearer ")).map(a -> a.substring(7));
    }

    static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** In a path a plus sign stands for itself. */
    static String decodePath(String text) {
        return decode(text.replace("+", "%2B"));
    }

    private static Map<String, String> pairs(String encoded) {
        Map<String, String> pairs = new HashMap<>();
        if (encoded == null || encoded.isEmpty()) {
            return pairs;
        }
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            pairs.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return pairs;
    }
}
