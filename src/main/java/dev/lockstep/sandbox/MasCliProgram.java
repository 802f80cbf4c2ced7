package dev.lockstep.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A stand-in for mas-cli: the same grammar, exit codes, stdout and stderr, with a {@link SandboxMas} as its database.
 * The system property {@code sandbox.mas-cli.version} changes what {@code --version} prints.
 *
 * <p>It starts some thousand times in a test run, so it uses as little of the JDK as it can: no string concatenation
 * with plus, no lambda, no formatter, no HTTP client. Each of those costs 10 ms or more in a new JVM.
 */
public final class MasCliProgram {

    private MasCliProgram() {
    }

    /** Exits as mas-cli does: 0, 1, 2 or 101. */
    public static void main(String[] args) {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        int exit = MasCliErrors.print(outcome(args, System.getenv("RUST_LOG"), out, err), err);
        print(System.out, out);
        print(System.err, err);
        Runtime.getRuntime().halt(exit);
    }

    /** Carries out one call; gives the outcome that {@link MasCliErrors} knows, or that of a {@link SandboxMas.Failure}. */
    static String outcome(String[] args, String logLevel, StringBuilder out, StringBuilder err) {
        MasCliArguments arguments = new MasCliArguments(args);
        if (arguments.usageError != null) {
            err.append(arguments.usageError);
            return "bad-arguments";
        }
        if (arguments.command.equals("version")) {
            out.append("mas-cli v").append(System.getProperty("sandbox.mas-cli.version", "1.22.0")).append('\n');
            return "ok";
        }
        MasCliConfig config = MasCliConfig.read(arguments.configs);
        if (arguments.command.equals("check")) {
            return config.hasSecrets ? "ok" : "no-secrets";
        }
        // Without a configured database mas-cli tries libpq's defaults; the stand-in must never reach a true one.
        if (config.databaseUri == null) {
            return "refused";
        }
        try {
            return tell(ask(config.databaseUri, question(arguments, args)), shown(logLevel), err);
        } catch (IOException e) {
            return "refused";
        }
    }

    /** Command, flag, username, then the arguments as they came; one line each, in hexadecimal UTF-8. */
    private static String question(MasCliArguments arguments, String[] args) {
        StringBuilder question = new StringBuilder();
        appendHex(question, arguments.command);
        appendHex(question, arguments.flag ? "true" : "false");
        appendHex(question, arguments.username);
        for (int i = 0; i < args.length; i++) {
            appendHex(question, args[i]);
        }
        return question.toString();
    }

    private static void appendHex(StringBuilder to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            to.append(Character.forDigit((bytes[i] >> 4) & 15, 16)).append(Character.forDigit(bytes[i] & 15, 16));
        }
        to.append('\n');
    }

    private static String ask(String uri, String question) throws IOException {
        int hostStart = uri.indexOf("://") + 3;
        int colon = uri.indexOf(':', hostStart);
        int slash = uri.indexOf('/', hostStart);
        if (!uri.startsWith("http://") || colon < 0 || slash < colon) {
            throw new IOException("Not a sandbox's database");
        }
        // Without NO_PROXY the JDK loads its proxy selector first.
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(uri.substring(hostStart, colon),
                    Integer.parseInt(uri.substring(colon + 1, slash))));
            StringBuilder request = new StringBuilder();
            request.append("POST ").append(uri.substring(slash)).append(" HTTP/1.1\r\nHost: sandbox\r\n");
            request.append("Connection: close\r\nContent-Length: ").append(question.length()).append("\r\n\r\n");
            OutputStream to = socket.getOutputStream();
            to.write(request.append(question).toString().getBytes(StandardCharsets.UTF_8));
            to.flush();
            String answer = new String(readAll(socket.getInputStream()), StandardCharsets.UTF_8);
            int body = answer.indexOf("\r\n\r\n");
            if (body < 0 || !answer.startsWith("HTTP/1.1 200")) {
                throw new IOException("The sandbox's database gave no answer");
            }
            return answer.substring(body + 4);
        }
    }

    private static byte[] readAll(InputStream from) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            all.write(buffer, 0, n);
        }
        return all.toByteArray();
    }

    /** Log lines begin with the number of their level, the last line with X and the outcome. */
    private static String tell(String answer, int shown, StringBuilder err) {
        int start = 0;
        while (start < answer.length()) {
            int end = answer.indexOf('\n', start);
            char kind = answer.charAt(start);
            if (kind == 'X') {
                return answer.substring(start + 1, end);
            }
            if (kind - '0' <= shown) {
                err.append(answer, start + 1, end + 1);
            }
            start = end + 1;
        }
        return "refused";
    }

    /** As the answer's numbers: 0 is off, 1 error, 2 warn, 3 info. */
    private static int shown(String level) {
        if (level == null) {
            return 3;
        }
        switch (level) {
            case "off":
                return 0;
            case "error":
                return 1;
            case "warn":
                return 2;
            default:
                return 3;
        }
    }

    private static void print(PrintStream stream, StringBuilder text) {
        if (text.length() > 0) {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            stream.write(bytes, 0, bytes.length);
            stream.flush();
        }
    }
}
