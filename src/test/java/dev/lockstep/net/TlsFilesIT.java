package dev.lockstep.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.SetupException;
import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that TLS is made of, as people have them, and what is said of those that can't be used. */
class TlsFilesIT {

    @TempDir
    private static Path folder;
    private static Certificates certificates;

    @BeforeAll
    static void make() {
        certificates = new Certificates(folder).issue("rsa", "RSA", "-1d", 30).issue("ec", "EC", "-1d", 30).issue("ed", "Ed25519", "-1d", 30);
    }

    @Test
    void a_file_may_hold_several_certificates_and_words_between_them() throws IOException {
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), "# ours\n" + Files.readString(certificates.certificate("ca")) + "\n# theirs\r\n"
                + Files.readString(certificates.certificate("rsa")).replace("\n", "\r\n") + Files.readString(certificates.key("ec")));

        assertThat(new PemFile(Keys.TLS_CA_FILE, bundle).certificates()).extracting(each -> each.getSubjectX500Principal().getName()).containsExactly("CN=Corp CA", "CN=rsa", "CN=Corp CA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec", "ed"})
    void a_client_certificate_and_its_key(String alias) {
        assertThatCode(() -> keycloak(certificates.certificate(alias), certificates.key(alias))).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"'', holds no certificate in PEM form", "Hello, holds no certificate in PEM form", "'-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', certificate number 1 in it is damaged",
        "'-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----', certificate number 1 in it is damaged"})
    void a_senseless_ca_file(String text, String why) throws IOException {
        Path file = Files.writeString(folder.resolve("senseless.pem"), text);

        assertThatThrownBy(() -> Reach.synapse(GivenSettings.of("lockstep.tls.ca-file", file.toString())).tls()).isInstanceOf(SetupException.class)
                .hasMessageContaining("'" + file + "' that lockstep.tls.ca-file names is of no use").hasMessageContaining(why).hasMessageContaining("Nothing was changed");
    }

    @Test
    void a_ca_file_that_cannot_be_read() {
        for (Path file : new Path[] {folder.resolve("gone.pem"), folder}) {
            assertThatThrownBy(() -> Reach.keycloak(GivenSettings.of("lockstep.tls.ca-file", file.toString())).tls()).isInstanceOf(SetupException.class)
                    .hasMessageContaining("'" + file + "' that lockstep.tls.ca-file names can't be read").hasMessageContaining("Nothing was changed");
        }
    }

    @Test
    void a_key_that_belongs_to_another_certificate() {
        certificates.issue("rsa-other", "RSA", "-1d", 30);
        for (String other : new String[] {"rsa-other", "ec"}) {
            assertThatThrownBy(() -> keycloak(certificates.certificate("rsa"), certificates.key(other))).isInstanceOf(SetupException.class)
                    .hasMessageContaining("lockstep.keycloak.tls.key").hasMessageContaining("does").hasMessageContaining("not belong to the certificate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void a_key_in_another_form_is_named_with_the_command_that_converts_it(String form) throws IOException {
        Path key = Files.writeString(folder.resolve("other.key"), Files.readString(certificates.key("rsa")).replace("PRIVATE KEY", form));

        assertThatThrownBy(() -> keycloak(certificates.certificate("rsa"), key)).isInstanceOf(SetupException.class).hasMessageContaining("the form '" + form + "'")
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void nothing_of_a_damaged_key_is_told() throws IOException {
        String pem = Files.readString(certificates.key("rsa"));
        Path key = Files.writeString(folder.resolve("damaged.key"), pem.replaceFirst("\n.{20}", "\n"));

        assertThatThrownBy(() -> keycloak(certificates.certificate("rsa"), key)).isInstanceOf(SetupException.class).hasNoCause().message().contains("damaged").doesNotContain(pem.substring(60, 75));
    }

    @Test
    void synapse_is_shown_no_client_certificate() {
        assertThatCode(() -> Reach.synapse(GivenSettings.of("lockstep.keycloak.tls.certificate", "/nowhere/c.pem", "lockstep.keycloak.tls.key", "/nowhere/k.pem")).tls()).doesNotThrowAnyException();
    }

    @Test
    void a_certificate_without_its_key_is_not_whole() {
        assertThatThrownBy(() -> GivenSettings.of("lockstep.keycloak.tls.certificate", "/etc/c.pem")).isInstanceOf(SettingsException.class).hasMessageContaining("client certificate is not whole")
                .hasMessageContaining("lockstep.keycloak.tls.key");
    }

    private static void keycloak(Path certificate, Path key) {
        Reach.keycloak(GivenSettings.of("lockstep.keycloak.tls.certificate", certificate.toString(), "lockstep.keycloak.tls.key", key.toString())).tls();
    }
}
