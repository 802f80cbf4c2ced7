package dev.lockstep.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.Shown;
import dev.lockstep.settings.Secrets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stood in somebody else's answer, in a few words: the status, the title of its page, its server. */
final class WhatStood {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern HTML = Pattern.compile("(?is)^\\s*(<!doctype html|<html|<head|<body|<h1|<center)");
    private static final Pattern TITLE = Pattern.compile("(?is)<(title|h1)[^>]*>(.*?)</\\1>");
    private static final List<String> WORDS = List.of("message", "error_description", "error", "detail", "title", "msg", "reason", "errorMessage");
    /** Signs of a title or a line that are told, and of an address. */
    private static final int LONGEST = 100;
    private static final int LONGEST_ADDRESS = 500;

    private final Secrets secrets;

    WhatStood(Secrets secrets) {
        this.secrets = secrets;
    }

    /** For instance {@code 403 with a page titled 'Access denied', server 'cloudflare'}. */
    String in(ForeignAnswer answer) {
        String server = answer.header("Server").isEmpty() ? answer.header("Via") : answer.header("Server");
        return answer.status() + " with " + body(answer) + (server.isEmpty() ? ", no server named" : ", server '" + shown(server) + "'");
    }

    /** Where an answer sends on to, without the query, which may hold a secret. */
    String location(ForeignAnswer answer) {
        return shown(answer.header("Location").replaceFirst("[?#].*", ""), LONGEST_ADDRESS);
    }

    private String body(ForeignAnswer answer) {
        String body = answer.body().strip();
        if (body.isEmpty()) {
            return "nothing in it";
        }
        if (OwnForm.isJson(body)) {
            if (!isWhole(body)) {
                return "what begins like JSON and is none";
            }
            String said = said(body);
            return said.isEmpty() ? "JSON of another form" : "JSON that says '" + shown(said) + "'";
        }
        if (HTML.matcher(body).find() || answer.header("Content-Type").contains("html")) {
            Matcher title = TITLE.matcher(body);
            return title.find() ? "a page titled '" + shown(text(title.group(2))) + "'" : "a page without a title";
        }
        return answer.header("Content-Type").matches("(?i)(image|audio|video|font)/.*|application/(octet-stream|pdf|zip|gzip)") ? "something of the type '" + shown(answer.header("Content-Type")) + "'"
                : "the words '" + shown(body.lines().findFirst().orElse("")) + "'";
    }

    private static boolean isWhole(String body) {
        try {
            JSON.readTree(body);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String said(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            JsonNode inner = json.path("error").isObject() ? json.path("error") : json;
            return WORDS.stream().map(inner::path).filter(JsonNode::isTextual).map(JsonNode::textValue).filter(text -> !text.isBlank()).findFirst().orElse("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static String text(String html) {
        return html.replaceAll("<[^>]*>", " ").replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replaceAll("&#0*39;|&apos;", "'").replace("&amp;", "&")
                .replaceAll("\\s+", " ").strip();
    }

    private String shown(String said) {
        return shown(said, LONGEST);
    }

    /** Hidden before it is cut: half of a secret would not be known as one. */
    private String shown(String said, int longest) {
        String hidden = Shown.text(secrets.hide(said.strip()));
        return hidden.codePointCount(0, hidden.length()) <= longest ? hidden : hidden.substring(0, hidden.offsetByCodePoints(0, longest)) + "...";
    }
}
