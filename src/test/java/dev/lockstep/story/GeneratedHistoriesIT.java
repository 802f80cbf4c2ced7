package dev.lockstep.story;

import dev.lockstep.account.AccountAction;
import dev.lockstep.run.DrivenLockstep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * Outages, clocks, renames, imports, closings by hand, strangers, kills and pauses in any order: what must never come of them, never comes. How many histories are tried is a setting of the
 * build, {@code lockstep.histories.count}.
 */
@Domain(Stories.class)
@Domain(DomainContext.Global.class)
class GeneratedHistoriesIT {

    private static final Path STATE = stateFolder();

    @Property(edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReportMode.OFF)
    void nobodyIsWronglyShutOutAndNobodyIsWronglyLeftIn(@ForAll Story story) {
        List<Lockstep.Ended> runs = story.play(DrivenLockstep::new, STATE.toString());

        runs.forEach(run -> {
            Statistics.label("exits").collect(run.exit());
            run.released().forEach(decision -> Statistics.label("actions").collect(decision.action().orElseThrow()));
        });
        // A test in which nothing happens would hold too.
        Statistics.label("exits").coverage(coverage -> List.of("done", "held", "incomplete", "setup", "dead-letters", "killed")
                .forEach(exit -> coverage.check(exit).percentage(share -> share > 0.3)));
        Statistics.label("actions").coverage(coverage -> List.of(AccountAction.values()).forEach(action -> coverage.check(action).percentage(share -> share > 1)));
    }

    /** In memory where the system has such a place: only the run lock lies there. */
    private static Path stateFolder() {
        try {
            Path memory = Path.of("/dev/shm");
            Path folder = Files.isWritable(memory) ? Files.createTempDirectory(memory, "lockstep-histories") : Files.createTempDirectory("lockstep-histories");
            folder.toFile().deleteOnExit();
            folder.resolve("lockstep.lock").toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
