package dev.lockstep.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A private authority and certificates that it issues, made with the keytool of this very Java. */
public final class Certificates {

    private static final String PASSWORD = "changeit";

    private final Path folder;

    public Certificates(Path folder) {
        this.folder = folder;
        keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Corp CA", "-ext", "bc:c", "-validity", "3650");
    }

    /** Issues a certificate; {@code extensions} are keytool's {@code -ext} values, {@code start} its {@code -startdate}. */
    public Certificates issue(String alias, String algorithm, String start, int days, String... extensions) {
        keytool("-genkeypair", "-alias", alias, "-keyalg", algorithm, "-dname", "CN=" + alias);
        Path request = folder.resolve(alias + ".csr");
        Path issued = folder.resolve(alias + ".crt");
        keytool("-certreq", "-alias", alias, "-file", request.toString());
        List<String> words = new ArrayList<>(List.of("-gencert", "-alias", "ca", "-infile", request.toString(), "-outfile", issued.toString(), "-rfc", "-startdate", start,
                "-validity", String.valueOf(days)));
        for (String extension : extensions) {
            words.addAll(List.of("-ext", extension));
        }
        keytool(words.toArray(String[]::new));
        keytool("-importcert", "-alias", alias, "-file", issued.toString(), "-noprompt");
        return this;
    }

    /** The certificates of an alias, its own first, as a PEM file. */
    public Path certificate(String alias) {
        try {
            StringBuilder pem = new StringBuilder("subject=" + alias + "\n");
            for (Certificate certificate : store().getCertificateChain(alias)) {
                pem.append(block("CERTIFICATE", certificate.getEncoded()));
            }
            return Files.writeString(folder.resolve(alias + ".pem"), pem);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The private key of an alias as a PEM file. */
    public Path key(String alias) {
        try {
            return Files.writeString(folder.resolve(alias + ".key"), block("PRIVATE KEY", privateKey(alias).getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a server shows that has the certificate of this alias, and trusts this authority's clients. */
    public SSLContext server(String alias) {
        try {
            KeyStore own = empty();
            own.setKeyEntry(alias, privateKey(alias), PASSWORD.toCharArray(), store().getCertificateChain(alias));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, PASSWORD.toCharArray());
            KeyStore authorities = empty();
            authorities.setCertificateEntry("ca", store().getCertificate("ca"));
            TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusts.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Key privateKey(String alias) throws GeneralSecurityException, IOException {
        return store().getKey(alias, PASSWORD.toCharArray());
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", folder.resolve("store.p12").toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Path log = Files.createTempFile(folder, "keytool", ".log");
            int code = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
            if (code != 0) {
                throw new IllegalStateException(command + " ended with " + code + ": " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String block(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }
}
