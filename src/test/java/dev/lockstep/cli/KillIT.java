package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.KillAim.Pace;
import dev.lockstep.cli.KillAim.Target;
import dev.lockstep.cli.KilledRun.Hit;
import dev.lockstep.cli.KilledRun.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped program, killed with SIGKILL at a random moment of a run with forty actions: one more run makes all of it good, and the audit explains it.
 * {@code -Dlockstep.kill.count} says how often, {@code -Dlockstep.kill.seed} repeats what a failure names.
 */
class KillIT {

    private static final int LANES = 3;
    private static final int ENOUGH_FAILURES = 3;
    private static final int TRIES = 10;

    @TempDir
    private Path folder;

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger tooLate = new AtomicInteger();
    private final ConcurrentLinkedQueue<Hit> hits = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<AssertionError> failures = new ConcurrentLinkedQueue<>();

    @Test
    void one_more_run_makes_good_what_a_killed_one_left() throws Exception {
        int count = Integer.getInteger("lockstep.kill.count", 12);
        long seed = Long.getLong("lockstep.kill.seed", System.nanoTime() % 1_000_000_000);
        long start = System.nanoTime();
        // The first sync of all makes the archive of classes that the others start with.
        try (KilledRun run = new KilledRun(Files.createTempDirectory(folder, "first"), new Random(seed))) {
            run.undisturbed();
        }
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            all.add(lanes.submit(() -> {
                lane(count, seed);
                return null;
            }));
        }
        try {
            for (Future<?> lane : all) {
                lane.get();
            }
        } finally {
            lanes.shutdown();
            System.out.println(summary(seed, (System.nanoTime() - start) / 1_000_000_000));
        }
        if (!failures.isEmpty()) {
            AssertionError first = failures.remove();
            failures.forEach(first::addSuppressed);
            throw first;
        }
        assertThat(hits).hasSize(count);
    }

    private void lane(int count, long seed) throws Exception {
        Pace pace;
        try (KilledRun run = new KilledRun(Files.createTempDirectory(folder, "pace"), new Random(seed - 1))) {
            pace = run.undisturbed();
        }
        for (int i = next.getAndIncrement(); i < count && failures.size() < ENOUGH_FAILURES; i = next.getAndIncrement()) {
            try {
                hits.add(hit(seed + i, pace));
            } catch (AssertionError e) {
                failures.add(e);
            }
        }
    }

    /** One kill; a run that was quicker than it counts for nothing and is repeated. */
    private Hit hit(long seed, Pace pace) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            Target target = Target.of(random);
            try (KilledRun run = new KilledRun(Files.createTempDirectory(folder, "run"), random)) {
                try {
                    Optional<Hit> hit = run.killed(target, pace);
                    if (hit.isPresent()) {
                        return hit.get();
                    }
                    tooLate.incrementAndGet();
                } catch (AssertionError e) {
                    throw new AssertionError("-Dlockstep.kill.seed=" + seed + " -Dlockstep.kill.count=1, aimed at " + target + ": " + e.getMessage() + "\n" + run, e);
                }
            }
        }
        throw new AssertionError("-Dlockstep.kill.seed=" + seed + ": never quicker than the run");
    }

    private String summary(long seed, long seconds) {
        Map<Phase, Long> phases = hits.stream().collect(Collectors.groupingBy(Hit::phase, TreeMap::new, Collectors.counting()));
        return "Killed " + hits.size() + " runs in " + seconds + " s (seed " + seed + "; " + tooLate + " more had ended before the kill): " + phases
                + "; actions cut off " + hits.stream().mapToInt(Hit::cutOff).sum() + " in " + hits.stream().filter(hit -> hit.cutOff() > 0).count() + " runs; "
                + hits.stream().mapToInt(Hit::orphans).sum() + " processes of mas-cli outlived it; " + hits.stream().mapToInt(Hit::letters).sum() + " dead letters were open at a kill; "
                + hits.stream().map(Hit::ended).distinct().count() + " different numbers of actions had ended.";
    }
}
