package dev.lockstep.story;

import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.Settings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** A generated history: how it begins, and what happens then. */
record Story(Setup setup, List<Step> steps) {

    /** Makes a product that is settled here. */
    interface Product {
        Lockstep of(Settings settings, Clock clock, LongSupplier monotonic);
    }

    /** Plays it with a product; fails with what went wrong, and where. */
    List<Lockstep.Ended> play(Product product, String stateFolder) {
        List<String> settings = new ArrayList<>(List.of(setup.settings()));
        settings.addAll(List.of("lockstep.state-dir", stateFolder));
        Settings given = GivenSettings.of(settings.toArray(String[]::new));
        try (Town town = new Town(setup, (clock, monotonic) -> product.of(given, clock, monotonic))) {
            for (int i = 0; i < steps.size(); i++) {
                try {
                    town.live(steps.get(i));
                } catch (AssertionError e) {
                    throw new AssertionError(e.getMessage() + ", at step " + i + " of:\n" + this + "\nthe runs: " + town.runs.stream()
                            .map(run -> run.exit() + (run.sentence().isEmpty() ? "" : " (" + run.sentence() + ")")).collect(Collectors.joining("; ")), e);
                }
            }
            return town.runs;
        }
    }

    @Override
    public String toString() {
        return setup + steps.stream().map(Step::toString).collect(Collectors.joining("\n  ", "\n  ", ""));
    }
}
