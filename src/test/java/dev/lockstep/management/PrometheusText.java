package dev.lockstep.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prometheus' text format 0.0.4, read strictly: whatever the format does not allow is an AssertionError. */
public final class PrometheusText {

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\"\\\\n])*\"";
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(\\{" + LABEL + "(?:," + LABEL + ")*,?})? ([^ ]+)");
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") .*");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|summary|histogram|untyped)");

    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Map<String, String> types = new HashMap<>();

    private PrometheusText() {
    }

    public static PrometheusText parse(String text) {
        assertThat(text).endsWith("\n").doesNotContain("\r");
        PrometheusText parsed = new PrometheusText();
        Set<String> helped = new HashSet<>();
        String family = "";
        for (String line : text.split("\n")) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            if (help.matches()) {
                assertThat(helped.add(help.group(1))).as("one HELP: %s", line).isTrue();
                assertThat(parsed.types).as("HELP first: %s", line).doesNotContainKey(help.group(1));
            } else if (type.matches()) {
                family = type.group(1);
                assertThat(parsed.types.put(family, type.group(2))).as("one TYPE, and a family in one piece: %s", line).isNull();
            } else {
                parsed.sample(line, family);
            }
        }
        return parsed;
    }

    /** The value of a series, written as in the format with its labels in alphabetical order; NaN where it is not there. */
    public double value(String series) {
        return samples.getOrDefault(series, Double.NaN);
    }

    /** The names of metrics that begin so. */
    public Set<String> names(String prefix) {
        Set<String> names = new HashSet<>();
        samples.keySet().stream().map(series -> series.replaceFirst("\\{.*", "")).filter(name -> name.startsWith(prefix)).forEach(names::add);
        return names;
    }

    private void sample(String line, String family) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as("a sample: '%s'", line).isTrue();
        String name = sample.group(1);
        String type = types.get(family);
        assertThat(name.equals(family) || type.equals("summary") && (name.equals(family + "_count") || name.equals(family + "_sum"))).as("'%s' in the family %s", line, family).isTrue();
        assertThat(!type.equals("counter") || name.endsWith("_total")).as("a counter's name: %s", line).isTrue();
        String series = name + (sample.group(2) == null ? "" : sample.group(2));
        double value = Double.parseDouble(sample.group(3).replace("+Inf", "Infinity").replace("-Inf", "-Infinity"));
        assertThat(samples.put(series, value)).as("a series once: %s", line).isNull();
    }
}
