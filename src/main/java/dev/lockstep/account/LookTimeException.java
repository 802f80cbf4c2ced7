package dev.lockstep.account;

/** A source was still being read when the time for the whole look was over: trying again would only take longer. */
public final class LookTimeException extends SourceException {

    private static final long serialVersionUID = 1L;

    public LookTimeException(String sentence) {
        super(sentence);
    }
}
