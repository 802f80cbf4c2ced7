package dev.lockstep.run;

import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Members;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.plan.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Joins what was read side by side into one look; when a source failed, the join fails, after all of them have ended. */
public final class LookJoin implements AggregationStrategy {

    private static final String PARTS = "lockstepLookParts";

    @Override
    @SuppressWarnings("unchecked")
    public Exchange aggregate(Exchange joined, Exchange part) {
        Exchange all = joined == null ? part : joined;
        List<Object> parts = all.getProperty(PARTS, List.class);
        if (parts == null) {
            parts = new ArrayList<>();
            all.setProperty(PARTS, parts);
        }
        Throwable failure = part.getException();
        parts.add(failure != null ? failure : part.getMessage().getBody());
        part.setException(null);
        return all;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void onCompletion(Exchange exchange) {
        List<Object> parts = exchange.getProperty(PARTS, List.class);
        List<Throwable> failures = parts.stream().filter(Throwable.class::isInstance).map(Throwable.class::cast).toList();
        if (!failures.isEmpty()) {
            exchange.setException(both(failures));
            return;
        }
        try {
            exchange.getMessage().setBody(new Look(only(parts, Members.class), only(parts, Accounts.class), only(parts, Administrators.class)));
        } catch (RuntimeException e) {
            // Thrown here it would be lost, and the run would wait for it for ever.
            exchange.setException(e);
        }
    }

    private static Throwable both(List<Throwable> failures) {
        if (failures.size() == 1) {
            return failures.get(0);
        }
        if (failures.stream().allMatch(failure -> ExitCode.of(failure) == ExitCode.UNEXPECTED)) {
            return failures.get(0);
        }
        // What is wrong for both servers, as a file of certificates, is said once.
        String sentences = failures.stream().map(ExitCode::sentence).distinct().collect(Collectors.joining(" "));
        boolean toMend = failures.stream().anyMatch(failure -> ExitCode.of(failure) == ExitCode.SETUP);
        return toMend ? new SetupException(sentences, failures.get(0)) : new SourceException(sentences, failures.get(0));
    }

    private static <T> T only(List<Object> parts, Class<T> type) {
        return parts.stream().filter(type::isInstance).map(type::cast).findFirst()
                .orElseThrow(() -> new IllegalStateException("the look has no " + type.getSimpleName()));
    }
}
