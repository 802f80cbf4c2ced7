package dev.lockstep.synapse;

import dev.lockstep.account.SourceException;

/** All pages came, and accounts are missing from them: worth one more reading. */
public final class IncompleteListingException extends SourceException {

    private static final long serialVersionUID = 1L;

    IncompleteListingException(String sentence) {
        super(sentence);
    }
}
