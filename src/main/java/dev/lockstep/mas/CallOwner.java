package dev.lockstep.mas;

/** On whose behalf mas-cli is called: whoever starts a process must be able to find it again when the caller was killed. */
public interface CallOwner {

    /** The id of the run; stands in the environment of the process and of all that it starts. */
    String runId();

    /** Is told of the process as soon as it has started. What this throws ends it. */
    void started(ProcessMark process);
}
