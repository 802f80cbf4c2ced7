package dev.lockstep.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Apache Karaf's distribution with its own feature {@code scr}, which it would fetch from Maven Central; kept in the {@link TestCache}, and copied for each use. */
final class KarafDistribution {
    static final String VERSION = "4.4.10";

    private static final String NAME = "apache-karaf-" + VERSION;
    private static final String FEATURES = "system/org/apache/karaf/features/standard/" + VERSION + "/standard-" + VERSION + "-features.xml";
    private static final Pattern SCR = Pattern.compile("(?s)<feature name=\"scr\".*?\n    </feature>");
    private static final Pattern BUNDLE = Pattern.compile("mvn:([^/<]+)/([^/<]+)/([^/<]+)</bundle>");

    private KarafDistribution() {
    }

    static Path folder() throws Unavailable {
        return TestCache.entry("karaf-" + VERSION, KarafDistribution::make).resolve(NAME);
    }

    private static void make(Path folder) throws IOException, Unavailable {
        Path download = Files.createDirectory(folder.resolve("download"));
        Maven.fetch("org.apache.karaf:apache-karaf:" + VERSION + ":zip", download);
        Zip.unpack(download.resolve(NAME + ".zip"), folder);
        Folders.delete(download);
        Path home = folder.resolve(NAME);
        Matcher scr = SCR.matcher(Files.readString(home.resolve(FEATURES)));
        if (!scr.find()) {
            throw new IllegalStateException("Karaf " + VERSION + " has no feature scr");
        }
        Matcher bundle = BUNDLE.matcher(scr.group());
        while (bundle.find()) {
            Path place = home.resolve("system").resolve(bundle.group(1).replace('.', '/')).resolve(bundle.group(2)).resolve(bundle.group(3));
            Maven.fetch(bundle.group(1) + ":" + bundle.group(2) + ":" + bundle.group(3) + ":jar", Files.createDirectories(place));
        }
    }
}
