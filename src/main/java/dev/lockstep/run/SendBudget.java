package dev.lockstep.run;

import java.time.Duration;

/** How long one run may wait for an endpoint of somebody else's, over everything that it sends there. Safe for several threads. */
public final class SendBudget {

    /** As long as anybody who is well takes, many times over. */
    static final Duration ALL = Duration.ofSeconds(30);

    private Duration left;
    private boolean said;

    SendBudget() {
        this(ALL);
    }

    SendBudget(Duration all) {
        this.left = all;
    }

    synchronized Duration left() {
        return left;
    }

    synchronized void spend(Duration time) {
        left = left.compareTo(time) > 0 ? left.minus(time) : Duration.ZERO;
    }

    /** Whether it is used up, and nobody was told yet: true once. */
    synchronized boolean isNewlySpent() {
        boolean newly = left.isZero() && !said;
        said |= newly;
        return newly;
    }
}
