package dev.lockstep.sandbox;

import java.util.Map;

/** A refusal as Matrix servers write it. */
final class MatrixError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    MatrixError(int status, String code, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.code = code;
    }

    static MatrixError invalidParameter(String sentence) {
        return new MatrixError(400, "M_INVALID_PARAM", sentence);
    }

    static MatrixError missingToken() {
        return new MatrixError(401, "M_MISSING_TOKEN", "Missing access token");
    }

    static MatrixError unknownToken(String sentence) {
        return new MatrixError(401, "M_UNKNOWN_TOKEN", sentence);
    }

    static MatrixError tokenNotActive() {
        return unknownToken("Token is not active");
    }

    Answer answer() {
        Map<String, Object> body = Answer.object("errcode", code, "error", getMessage());
        if (code.equals("M_UNKNOWN_TOKEN")) {
            body.put("soft_logout", false);
        }
        return Answer.json(status, body);
    }
}
