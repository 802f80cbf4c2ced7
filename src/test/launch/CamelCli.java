//DEPS org.apache.camel:camel-jbang-core:4.17.0

import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The Camel CLI, as the catalog of Apache Camel starts it. */
public class CamelCli {

    public static void main(String... arguments) {
        CamelJBangMain.run(arguments);
    }
}
