package dev.lockstep.net;

import dev.lockstep.account.SetupException;
import dev.lockstep.settings.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of certificates or a private key as OpenSSL writes them. Neither Java 17 nor Camel reads such files whole.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
final class PemFile {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final String PKCS8 = "PRIVATE KEY";

    private final String key;
    private final Path file;
    private final String text;

    /** @throws SetupException when the file can't be read */
    PemFile(Setting<Path> setting, Path file) {
        this.key = setting.key();
        this.file = file;
        try {
            this.text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new SetupException("The file '" + file + "' that " + key + " names can't be read. Nothing was changed."
                    + " Check the path, and that the user who runs Lockstep may read it.", e);
        }
    }

    /** Every certificate of the file, at least one. */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                if (blocks.group(1).equals("CERTIFICATE")) {
                    certificates.add((X509Certificate) x509.generateCertificate(new ByteArrayInputStream(der(blocks.group(2)))));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw senseless("certificate number " + (certificates.size() + 1) + " in it is damaged", "Copy the file again.", e);
        }
        if (certificates.isEmpty()) {
            throw senseless("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", "Convert another form with 'openssl x509 -inform der -in FILE -out FILE.pem'.", null);
        }
        return certificates;
    }

    /** The private key of the file; of the kind that its certificate's public key is. */
    PrivateKey privateKey(String algorithm) {
        Matcher blocks = BLOCK.matcher(text);
        String other = "";
        while (blocks.find()) {
            if (blocks.group(1).equals(PKCS8)) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der(blocks.group(2))));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    // Not as the cause: whatever is said of a key stays unsaid.
                    throw senseless("its key is damaged, or does not belong to the certificate", "Take the key that the certificate was made for.", null);
                }
            }
            other = blocks.group(1).endsWith(PKCS8) ? blocks.group(1) : other;
        }
        throw senseless(other.isEmpty() ? "it holds no private key in PEM form" : "its key has the form '" + other + "', and Lockstep reads '" + PKCS8 + "' without a passphrase",
                "Convert it with 'openssl pkcs8 -topk8 -nocrypt -in FILE -out FILE.pkcs8'.", null);
    }

    SetupException senseless(String why, String remedy, Exception cause) {
        return new SetupException("The file '" + file + "' that " + key + " names is of no use: " + why + ". Nothing was changed. " + remedy, cause);
    }

    private static byte[] der(String base64) {
        return Base64.getDecoder().decode(base64.replaceAll("\\s+", ""));
    }
}
