package dev.lockstep.cli;

import dev.lockstep.net.WebAddress;
import dev.lockstep.settings.Authority;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What lets others read a secret: a file that everybody on this machine may read, and an address that is spoken to in the clear. */
final class Exposures {

    private Exposures() {
    }

    /** A sentence for each. */
    static List<String> in(Settings settings, Path file) {
        List<String> found = new ArrayList<>();
        Stream.concat(SettingsFile.secretsIn(file) ? Stream.of(file) : Stream.of(), Stream.concat(SettingsFile.secretFiles(settings.environment()).stream(),
                Stream.of(Keys.KEYCLOAK_TLS_KEY, Keys.MAS_CONFIG).flatMap(key -> settings.find(key).stream()))).distinct().filter(Exposures::isOpen)
                .forEach(open -> found.add("'" + open + "' holds a secret, and everybody on this machine can read it. Let only the user who runs Lockstep: chmod 600, and chown."));
        for (Setting<URI> key : List.of(Keys.KEYCLOAK_URL, Keys.MATRIX_URL)) {
            URI url = settings.get(key);
            if (url.getScheme().equals("http") && !isThisMachine(Authority.of(url).host())) {
                found.add(key.key() + " leads to '" + Authority.of(url).host() + "' in the clear: whoever listens on the way reads the " + (key.equals(Keys.KEYCLOAK_URL) ? "password or secret" : "token")
                        + ", and can change who is a member. Use an https:// address.");
            }
        }
        for (Setting<String> key : List.of(Keys.NOTIFY_URI, Keys.DEAD_LETTER_URI)) {
            settings.find(key).flatMap(WebAddress::of).filter(address -> address.scheme().equals("http")).map(address -> address.authority().host()).filter(host -> !isThisMachine(host)).ifPresent(host ->
                    found.add(key.key() + " leads to '" + host + "' in the clear: whoever listens on the way reads what is told there, and any secret of the address. Use an https:// address."));
        }
        return found;
    }

    /** Whether everybody may read it, and pass through every folder above it. A file system without such rights is not judged. */
    private static boolean isOpen(Path file) {
        try {
            Path real = file.toRealPath();
            if (!Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ)) {
                return false;
            }
            for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
                if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** By its name alone, for a name server could be wrong or slow. */
    private static boolean isThisMachine(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
        return name.equals("localhost") || name.endsWith(".localhost") || name.matches("127(\\.\\d{1,3}){3}") || name.matches("(0{0,4}:){2,7}0{0,3}1");
    }
}
