package dev.lockstep.cli;

import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Faults;
import dev.lockstep.sandbox.SandboxMas.Watcher;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** When a run is killed: after some time, or by an event that the sandbox sees, at once or a little later. */
final class KillAim {

    /** What is aimed at. */
    enum Target {
        ANY_TIME, START_UP, READ, PREFLIGHT, CALL_BEGINS, CALL_DONE, AFTER_CALL, THE_END;

        /** Each as often as the others, and one in five more at any time, so that nothing is left out that nobody thought of. */
        static Target of(Random random) {
            return random.nextInt(5) == 0 ? ANY_TIME : values()[random.nextInt(values().length)];
        }
    }

    /** How long an undisturbed run takes in milliseconds: until its first request, in all, and from its last call to its end. */
    record Pace(long firstRequest, long whole, long tail) {
    }

    private static final int READS = 12;
    private static final int A_CALL_MILLIS = 60;

    private final Target target;
    private final long delay;
    private final int index;
    private final AtomicInteger seen = new AtomicInteger();
    private volatile Runnable kill = () -> {
    };

    private KillAim(Target target, long delay, int index) {
        this.target = target;
        this.delay = delay;
        this.index = index;
    }

    static KillAim of(Target target, Pace pace, int calls, Random random) {
        long within = switch (target) {
            case ANY_TIME -> pace.whole();
            case START_UP -> pace.firstRequest();
            case AFTER_CALL -> A_CALL_MILLIS;
            case THE_END -> pace.tail();
            default -> 0;
        };
        int last = switch (target) {
            case READ -> READS;
            case PREFLIGHT -> 2;
            default -> calls;
        };
        return new KillAim(target, (long) (random.nextDouble() * within), target == Target.THE_END ? calls : 1 + random.nextInt(last));
    }

    Target target() {
        return target;
    }

    /** Sets the aim on a run that is about to start. */
    void arm(Installation here, Runnable howToKill) {
        kill = howToKill;
        if (target == Target.READ) {
            hook(here.sandbox().keycloak().faults());
            hook(here.sandbox().synapse().faults());
        }
    }

    /** The run has started. */
    void started() {
        if (target == Target.ANY_TIME || target == Target.START_UP) {
            later();
        }
    }

    /** What the sandbox's mas-cli is watched with. */
    Watcher watcher() {
        return new Watcher() {
            @Override
            public void begins(List<String> arguments) {
                boolean preflight = arguments.contains("--dry-run");
                if (target == Target.PREFLIGHT && preflight && index == 1 || target == Target.CALL_BEGINS && changes(arguments) && seen.incrementAndGet() == index) {
                    kill.run();
                }
            }

            @Override
            public void done(List<String> arguments) {
                boolean preflight = arguments.contains("--dry-run");
                boolean counts = target == Target.CALL_DONE || target == Target.AFTER_CALL || target == Target.THE_END;
                if (target == Target.PREFLIGHT && preflight && index == 2) {
                    kill.run();
                } else if (counts && changes(arguments) && seen.incrementAndGet() == index) {
                    if (target == Target.CALL_DONE) {
                        kill.run();
                    } else {
                        later();
                    }
                }
            }
        };
    }

    static boolean changes(List<String> arguments) {
        return !arguments.contains("--dry-run") && List.of("lock-user", "unlock-user", "kill-sessions").contains(arguments.get(0));
    }

    @Override
    public String toString() {
        return target + " " + index + " + " + delay + " ms";
    }

    private void hook(Faults faults) {
        faults.always("/", Fault.body((uri, body) -> {
            if (!uri.getPath().startsWith("/_synapse/mas") && seen.incrementAndGet() == index) {
                kill.run();
            }
            return body;
        }));
    }

    private void later() {
        Thread thread = new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(delay);
                kill.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "kill");
        thread.setDaemon(true);
        thread.start();
    }
}
