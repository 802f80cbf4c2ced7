package dev.lockstep.run;

import java.util.Optional;
import java.util.stream.Stream;

/** What really happened: Camel wraps the exceptions of beans, once or twice. */
final class Causes {

    private Causes() {
    }

    /** The outermost exception of this type, the failure itself or something behind it. */
    static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).filter(type::isInstance).map(type::cast).findFirst();
    }
}
