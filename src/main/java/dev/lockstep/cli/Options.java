package dev.lockstep.cli;

import dev.lockstep.report.Caller;
import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that talks to servers can be told. */
final class Options {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--config", paramLabel = "FILE", description = "The settings file; by default the application.properties beside bin/. Environment variables override it.")
    private Path file;

    @Option(names = "--verbose", description = "Log everything, with stack traces.")
    private boolean verbose;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The checked settings; what has no effect is warned of. */
    Settings settings() {
        Settings settings = checked();
        settings.remarks().forEach(remark -> System.err.println(Terminal.of(spec).message("Warning: " + remark)));
        return settings;
    }

    /** The checked settings. */
    Settings checked() {
        Logging.configure(verbose);
        Logging.quietAt(Terminal.of(spec), verbose);
        SettingsFile.requireNoneOf(System.getProperties().stringPropertyNames());
        return SettingsFile.read(file(), environment());
    }

    /** Ours, and those that the shell could not pass on, by their names alone: they are told of. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        System.getProperty("lockstep.dropped", "").lines().filter(name -> !name.isBlank()).forEach(name -> environment.putIfAbsent(name, "dropped"));
        return environment;
    }

    /** The settings file. */
    Path file() {
        return file != null ? file : Home.folder().resolve("application.properties");
    }

    /** How Lockstep was called. */
    Caller caller() {
        return new Caller(System.getProperty("lockstep.command", Caller.PLAIN.program()), file == null ? List.of() : List.of("--config", file.toString()));
    }

    boolean verbose() {
        return verbose;
    }
}
