package dev.lockstep.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** Reads the files with routes. Camel by itself decodes the folder of its files and of its jar as a form: with a plus sign or {@code %20} in the name it finds nothing there. */
final class RouteFiles extends DefaultRoutesCollector {

    /** Stands for them where Camel wants a pattern. */
    static final String ALL = "lockstep:routes";

    /** Those in the jar. */
    static final List<String> SHIPPED = List.of("beans", "doctor", "errors", "keycloak", "mas", "notify", "synapse", "sync");

    private static final String ENDING = ".camel.yaml";

    private final boolean shipped;

    /** Those of this version, or those of the folder where there are any. */
    RouteFiles(boolean shipped) {
        this.shipped = shipped || Home.routes().isEmpty();
    }

    /** Where they are, for a message. */
    String place() {
        return shipped ? "the jar of Lockstep" : Home.routes().orElseThrow().toString();
    }

    @Override
    public Collection<Resource> findRouteResourcesFromDirectory(CamelContext context, String excludePattern, String includePattern) {
        if (!ALL.equals(includePattern)) {
            return super.findRouteResourcesFromDirectory(context, excludePattern, includePattern);
        }
        try {
            return shipped ? inJar() : in(Home.routes().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException("The routes in '" + place() + "' can't be read", e);
        }
    }

    private static List<Resource> inJar() throws IOException {
        List<Resource> found = new ArrayList<>();
        for (String name : SHIPPED) {
            String place = "lockstep/routes/" + name + ENDING;
            try (InputStream file = RouteFiles.class.getClassLoader().getResourceAsStream(place)) {
                if (file != null) {
                    found.add(ResourceHelper.fromBytes("classpath:" + place, file.readAllBytes()));
                }
            }
        }
        return found;
    }

    private static List<Resource> in(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + ENDING)) {
            all.forEach(files::add);
        }
        List<Resource> found = new ArrayList<>();
        for (Path file : files.stream().sorted().toList()) {
            found.add(ResourceHelper.fromBytes("file:" + file, Files.readAllBytes(file)));
        }
        return found;
    }
}
