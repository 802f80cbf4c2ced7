package dev.lockstep.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a moment in the past: a time span before now, a day or an instant. */
final class Since implements ITypeConverter<Instant> {

    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    @Override
    public Instant convert(String text) {
        Matcher span = SPAN.matcher(text);
        if (span.matches()) {
            return Instant.now().minus(UNITS.get(span.group(2)).multipliedBy(Long.parseLong(span.group(1))));
        }
        try {
            return text.contains("T") ? Instant.parse(text) : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is neither a time span (90m, 24h, 7d) nor a day (2026-11-22) nor a moment (2026-11-22T09:00:00Z)");
        }
    }
}
