package dev.lockstep.run;

/** Is told of every run that ended. The routes tell all those that are in Camel's registry, under any name. */
public interface RunListener {

    /** A run has ended, however it did, and has given the run lock back; or one of the schedule could not begin. What this throws is logged, and never reaches the run. */
    void ended(SyncRun run);
}
