package dev.lockstep.net;

import dev.lockstep.account.SetupException;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom Lockstep trusts, and what it shows of itself: what Java's own store says, and the files of the settings besides. */
final class TlsFiles {

    /** The algorithms by which keys of each kind sign. */
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");
    private static final char[] NO_PASSWORD = new char[0];

    private TlsFiles() {
    }

    /**
     * What a connection is made with.
     *
     * @param withCertificate whether the client certificate for Keycloak is shown, where there is one
     * @throws SetupException when a file can't be read or is of no use
     */
    static SSLContext context(Settings settings, boolean withCertificate) {
        Optional<Path> authorities = settings.find(Keys.TLS_CA_FILE);
        Optional<Path> certificate = settings.find(Keys.KEYCLOAK_TLS_CERTIFICATE).filter(file -> withCertificate);
        try {
            if (authorities.isEmpty() && certificate.isEmpty()) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(certificate.isEmpty() ? null : keys(new PemFile(Keys.KEYCLOAK_TLS_CERTIFICATE, certificate.get()), settings),
                    authorities.isEmpty() ? null : trusting(new PemFile(Keys.TLS_CA_FILE, authorities.get()).certificates()), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Java can't make a TLS context", e);
        }
    }

    private static TrustManager[] trusting(List<X509Certificate> more) throws GeneralSecurityException, IOException {
        KeyStore all = empty();
        List<X509Certificate> known = Arrays.stream(managers(null)).filter(X509TrustManager.class::isInstance).map(X509TrustManager.class::cast)
                .flatMap(manager -> Stream.of(manager.getAcceptedIssuers())).toList();
        for (X509Certificate authority : Stream.concat(known.stream(), more.stream()).toList()) {
            all.setCertificateEntry("authority-" + all.size(), authority);
        }
        return managers(all);
    }

    private static TrustManager[] managers(KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(PemFile certificate, Settings settings) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = certificate.certificates();
        PublicKey publicKey = chain.get(0).getPublicKey();
        PemFile keyFile = new PemFile(Keys.KEYCLOAK_TLS_KEY, settings.get(Keys.KEYCLOAK_TLS_KEY));
        PrivateKey key = keyFile.privateKey(publicKey.getAlgorithm());
        if (!areAPair(publicKey, key)) {
            throw keyFile.senseless("its key does not belong to the certificate '" + settings.get(Keys.KEYCLOAK_TLS_CERTIFICATE) + "'", "Take the key that the certificate was made for.", null);
        }
        KeyStore store = empty();
        store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    /** Java itself would notice a wrong key nowhere: the server would just end the conversation. */
    private static boolean areAPair(PublicKey publicKey, PrivateKey key) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(publicKey.getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(publicKey.getEncoded());
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(publicKey.getEncoded());
        return signature.verify(signed);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
