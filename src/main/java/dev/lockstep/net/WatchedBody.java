package dev.lockstep.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that is read under a watch. */
final class WatchedBody extends FilterInputStream {

    /** What may follow the last byte that anybody wants, such as the end of a chunk: with it read, the connection can be used again. */
    private static final int REST = 4096;

    private final AnswerWatch watch;
    private final AnswerLimits limits;
    private long came;
    private long values;
    private boolean ended;

    WatchedBody(InputStream body, AnswerWatch watch, AnswerLimits limits) {
        super(body);
        this.watch = watch;
        this.limits = limits;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(bytes, offset, length);
        } catch (IOException e) {
            ended = true;
            watch.end();
            throw watch.explain(e);
        }
        if (read < 0) {
            ended = true;
            watch.end();
            return read;
        }
        came += read;
        for (int i = offset; i < offset + read; i++) {
            // Each value of JSON stands after one of these.
            if (bytes[i] == ',' || bytes[i] == '{' || bytes[i] == '[') {
                values++;
            }
        }
        if (came > limits.bytes() || came * limits.perByte() + values * limits.perValue() > limits.memory()) {
            ended = true;
            throw watch.tooLong(came);
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(bytes, REST)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!ended && readNBytes(REST).length == REST) {
                // The client would read all of the rest.
                watch.cut();
            }
            super.close();
        } finally {
            watch.end();
        }
    }
}
