package dev.lockstep.net;

import java.io.IOException;

/** A proxy answered in the place of the server. */
public final class ProxyRefusal extends IOException {

    /** What a proxy answers that wants to know, or does not accept, a user and password. */
    public static final int AUTHENTICATION_REQUIRED = 407;

    private static final long serialVersionUID = 1L;

    private final int status;

    public ProxyRefusal(int status) {
        super("the proxy answered " + status);
        this.status = status;
    }

    int status() {
        return status;
    }
}
