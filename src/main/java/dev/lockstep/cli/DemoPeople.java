package dev.lockstep.cli;

import dev.lockstep.report.Block;
import dev.lockstep.sandbox.Sandbox;
import java.util.List;

/** The people of the demo: about one for each row of the decision table. */
final class DemoPeople {

    private DemoPeople() {
    }

    /** Puts them into the sandbox; gives a table that introduces them. */
    static Block.Table introduce(Sandbox sandbox) {
        sandbox.person("anna").person("ben");
        sandbox.mas().addUser("carl");
        sandbox.mas().addUser("dora");
        sandbox.synapse().account("dora").orElseThrow().locked(true);
        sandbox.person("emil");
        sandbox.synapse().account("emil").orElseThrow().deactivated(true).locked(true);
        sandbox.person("fay");
        sandbox.keycloak().setEnabled("fay", false);
        sandbox.keycloak().addUser("gina", "gina@corp.example", true);
        sandbox.keycloak().join("gina", Sandbox.GROUP);
        sandbox.person("hugo");
        sandbox.synapse().account("hugo").orElseThrow().locked(true);
        sandbox.mas().addUser("ida");
        sandbox.synapse().account("ida").orElseThrow().deactivated(true).locked(true);
        sandbox.mas().addUser("breakglass");
        sandbox.synapse().addAccount("helpdesk-bot").userType("bot");
        sandbox.keycloak().addUser("jürgen", "juergen@corp.example", true);
        sandbox.keycloak().join("jürgen", Sandbox.GROUP);
        return table(List.of(
                List.of("anna, ben", "in the group, with active accounts"),
                List.of("carl", "left the company; the account is still active"),
                List.of("dora", "left; somebody has locked the account already"),
                List.of("emil", "left once, is back in the group; the account is deactivated"),
                List.of("fay", "in the group, but disabled in Keycloak"),
                List.of("gina", "new in the group, has never signed in to the chat"),
                List.of("hugo", "in the group; a moderator has locked the account"),
                List.of("ida", "left long ago; the account is deactivated"),
                List.of("jürgen", "in the group, with a name that Matrix does not allow"),
                List.of("helpdesk-bot", "a bot, in no group"),
                List.of("breakglass", "in no group; lockstep.protect.users names it"),
                List.of("admin", "administrator of MAS and owner of Lockstep's token, in no group")));
    }

    private static Block.Table table(List<List<String>> rows) {
        return new Block.Table(List.of(Block.Column.name("WHO"), Block.Column.prose("THEIR STORY")), rows.stream().map(Block.Row::of).toList());
    }
}
