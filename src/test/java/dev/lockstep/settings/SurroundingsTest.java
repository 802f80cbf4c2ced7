package dev.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Whoever builds Lockstep may have the settings of their own servers in the environment: no test sees any of them. */
class SurroundingsTest {

    /** What Lockstep reads of the environment beside its settings, and every test's own child processes with it. */
    private static final List<String> OTHERS = List.of("MAS_CONFIG", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "XDG_STATE_HOME");

    @Test
    void unit_and_integration_tests_leave_out_every_variable_that_is_a_setting() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document pom = factory.newDocumentBuilder().parse(new File("pom.xml"));

        List<String> unseen = Arrays.stream(pom.getElementsByTagName("lockstep.test.unseen").item(0).getTextContent().split(",")).map(String::strip).toList();

        assertThat(unseen).containsExactlyInAnyOrderElementsOf(names());
        for (String plugin : List.of("maven-surefire-plugin", "maven-failsafe-plugin")) {
            assertThat(configurationOf(pom, plugin)).as(plugin).contains("${lockstep.test.unseen}");
        }
    }

    @Test
    void this_test_sees_none() {
        assertThat(System.getenv()).doesNotContainKeys(names().toArray(String[]::new));
    }

    private static List<String> names() {
        Stream<String> settings = Keys.all().stream().flatMap(setting -> Stream.of(setting.environment(), setting.legacy()).filter(name -> !name.isEmpty())
                .flatMap(name -> setting.traits().secret() ? Stream.of(name, name + "_FILE") : Stream.of(name)));
        return Stream.concat(settings, OTHERS.stream()).toList();
    }

    private static List<String> configurationOf(Document pom, String plugin) {
        var all = pom.getElementsByTagName("excludedEnvironmentVariables");
        return Stream.iterate(0, i -> i < all.getLength(), i -> i + 1).map(i -> (Element) all.item(i))
                .filter(each -> ((Element) each.getParentNode().getParentNode()).getElementsByTagName("artifactId").item(0).getTextContent().equals(plugin)).map(Element::getTextContent).toList();
    }
}
