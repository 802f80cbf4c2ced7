package dev.lockstep.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that a person wrote, judged piece by piece: what counts, what has to be mended, and what has no effect. */
final class Judgement {

    /** Anything else could be a piece of a secret that stands in a line of its own. */
    private static final Pattern FIT_TO_SHOW = Pattern.compile("[A-Za-z][A-Za-z-]{0,29}([._ -][A-Za-z0-9-]{1,29}){0,6}");

    /** Needs no quotes in a message, as the names of settings need none. */
    private static final Pattern PLAIN = Pattern.compile("lockstep(\\.[a-z]+(-[a-z]+)*)+");
    private static final Pattern INNER = Pattern.compile("[\"']?([A-Za-z][\\w.-]*)=");

    private static final Set<String> SECRETS = Keys.all().stream().filter(setting -> setting.traits().secret()).flatMap(setting -> Stream.of(setting.environment(), setting.legacy()))
            .collect(Collectors.toUnmodifiableSet());

    private final List<String> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Map<String, String> places = new HashMap<>();
    private final Set<String> judged = new HashSet<>();

    /**
     * Judges the lines of a file.
     *
     * @param alone whether the file is Lockstep's alone; where it is not, only what is meant for Lockstep is judged
     */
    void file(SettingsText text, boolean alone) {
        Map<String, List<SettingsText.Line>> lines = new HashMap<>();
        for (SettingsText.Line line : text.lines()) {
            judged.add(line.key());
            Optional<Setting<?>> setting = Spelling.key(line.key());
            String name = setting.isPresent() ? line.key() : name(line, alone);
            boolean ours = setting.isPresent() || Spelling.isOf(name, alone);
            if (ours || alone) {
                line.faults().forEach(fault -> problems.add(text.place(line) + (setting.isPresent() ? line.key() + ": " : "") + fault));
            }
            if (setting.isPresent()) {
                if (line.name().isEmpty() && line.value().isEmpty() && line.faults().isEmpty()) {
                    problems.add(text.place(line) + line.key() + ": it sets nothing, for it has no '='. Give it a value behind one, or take the line away.");
                }
                lines.computeIfAbsent(line.key(), key -> new ArrayList<>()).add(line);
                places.put(line.key(), text.place(line));
            } else if (ours) {
                problems.add(text.place(line) + shown(name) + " " + Spelling.remedy(name));
            } else if (alone && line.name().isEmpty() && line.faults().isEmpty()) {
                problems.add(text.place(line) + "it sets nothing, for it has no '='. If it belongs to the line before, that one has to end with a backslash, without a blank behind it.");
            } else if (alone && line.faults().isEmpty()) {
                remarks.add(text.place(line) + shown(name) + " is no setting of Lockstep, and has no effect here.");
            }
        }
        lines.values().stream().filter(same -> same.size() > 1).forEach(same -> problems.add("'" + text.file() + "', lines "
                + same.stream().map(line -> String.valueOf(line.number())).collect(Collectors.joining(" and ")) + ": " + same.get(0).key()
                + " is set there more than once, and only one of them could count. Keep one; what is a list goes on behind a comma."));
    }

    /** Judges the keys of properties that no file's lines were there for. */
    void keys(Properties properties) {
        properties.stringPropertyNames().stream().sorted().filter(key -> !judged.contains(key) && Spelling.key(key).isEmpty() && Spelling.isOf(key, false))
                .forEach(key -> problems.add(shown(key) + " " + Spelling.remedy(key)));
    }

    /** Judges the names of environment variables. */
    void environment(Map<String, String> environment) {
        environment.keySet().stream().filter(name -> !environment.get(name).isBlank()).sorted().forEach(name -> {
            Spelling.variableMisspelt(name).ifPresent(problems::add);
            Spelling.variableUnknown(name).ifPresent(remarks::add);
            if (!environment.getOrDefault(name + Spelling.FILE, "").isBlank() && SECRETS.contains(name)) {
                remarks.add("The environment variables " + name + " and " + name + Spelling.FILE + " are both set: the first one counts, and the file is not read.");
            }
        });
    }

    List<String> problems() {
        return problems;
    }

    List<String> remarks() {
        return remarks;
    }

    /** Where a setting stands in a file, for the beginning of a message; empty where it stands in none. */
    String place(Setting<?> setting) {
        return places.getOrDefault(setting.key(), "");
    }

    /** As systemd has it, a name may stand behind a word of others: {@code Environment=LOCKSTEP_MODE=lock}. */
    private static String name(SettingsText.Line line, boolean alone) {
        String name = line.name().orElse(line.key());
        Matcher inner = INNER.matcher(line.value());
        return alone && !Spelling.isOf(name, true) && inner.lookingAt() && Spelling.isOf(inner.group(1), false) ? inner.group(1) : name;
    }

    private static String shown(String name) {
        if (PLAIN.matcher(name).matches()) {
            return name;
        }
        return Spelling.isOf(name, true) || FIT_TO_SHOW.matcher(name).matches() ? "'" + name + "'" : "what stands there (not shown: it may be a piece of a secret)";
    }
}
