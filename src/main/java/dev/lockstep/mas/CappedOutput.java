package dev.lockstep.mas;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads what a process prints to the end and keeps its beginning and its end: mas-cli's telling lines stand before a long stack, and 50 MB are nobody's to hold. */
final class CappedOutput extends Thread {

    private static final int HALF = 128 * 1024;
    private static final int BUFFER = 8192;

    private final InputStream stream;
    private final byte[] head = new byte[HALF];
    private final byte[] tail = new byte[HALF];
    private long length;

    CappedOutput(InputStream stream) {
        super("lockstep-mas-cli-output");
        this.stream = stream;
        setDaemon(true);
        start();
    }

    @Override
    public void run() {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                keep(buffer, read);
            }
        } catch (IOException e) {
            // The process was killed: what it printed until then is kept.
        }
    }

    /** What was kept so far. */
    synchronized String text() {
        String kept = new String(head, 0, (int) Math.min(length, HALF), StandardCharsets.UTF_8);
        if (length <= HALF) {
            return kept;
        }
        int tailLength = (int) Math.min(length - HALF, HALF);
        byte[] inOrder = new byte[tailLength];
        long first = length - HALF - tailLength;
        for (int i = 0; i < tailLength; i++) {
            inOrder[i] = tail[(int) ((first + i) % HALF)];
        }
        return kept + (length > 2L * HALF ? "\n...\n" : "") + new String(inOrder, StandardCharsets.UTF_8);
    }

    private synchronized void keep(byte[] buffer, int read) {
        for (int i = 0; i < read; i++, length++) {
            if (length < HALF) {
                head[(int) length] = buffer[i];
            } else {
                tail[(int) ((length - HALF) % HALF)] = buffer[i];
            }
        }
    }
}
