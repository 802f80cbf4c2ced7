package dev.lockstep.run;

/** Whoever may end this process. */
@FunctionalInterface
public interface LastResort {

    /** Ends the process of a run that hangs: the kernel gives its lock back. */
    void end(SyncRun run);
}
