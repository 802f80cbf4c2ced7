package dev.lockstep.plan;

import dev.lockstep.account.Mxid;
import dev.lockstep.account.Shown;
import java.util.Collection;
import java.util.stream.Collectors;

/** Accounts as a sentence names them: the first ten, fit for a terminal, and how many more. */
final class Names {

    private static final int NAMED = 10;

    private Names() {
    }

    static String of(Collection<Mxid> mxids) {
        String first = mxids.stream().limit(NAMED).map(mxid -> Shown.text(mxid.toString())).collect(Collectors.joining(", "));
        return mxids.size() > NAMED ? first + " and " + (mxids.size() - NAMED) + " more" : first;
    }
}
