package dev.lockstep.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** JSON over HTTP, for the tests' own questions to the servers. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Http() {
    }

    /** The status of a GET, or -1 when there is no answer. */
    static int status(URI address) {
        try {
            return CLIENT.send(HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        }
    }

    static int status(URI address, String bearer) {
        return send(authorized(address, bearer).build()).statusCode();
    }

    static JsonNode get(URI address, String bearer) {
        return expectSuccess(send(authorized(address, bearer).build()));
    }

    static JsonNode post(URI address, String bearer, Object body) {
        try {
            return expectSuccess(send(authorized(address, bearer).header("Content-Type", "application/json").POST(BodyPublishers.ofString(JSON.writeValueAsString(body))).build()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpRequest.Builder authorized(URI address, String bearer) {
        return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).header("Authorization", "Bearer " + bearer);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        }
    }

    private static JsonNode expectSuccess(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(response.request().method() + " " + response.uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
