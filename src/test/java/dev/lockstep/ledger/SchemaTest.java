package dev.lockstep.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.Census;
import dev.lockstep.account.Headcount;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {

    @Test
    void the_counts_of_an_older_ledger_still_measure_the_first_look_of_a_newer_one() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:"); Statement old = connection.createStatement()) {
            for (String statement : Schema.MIGRATIONS.get(0)) {
                old.execute(statement);
            }
            old.execute("insert into last_look (federation, members) values ('', 13)");
            old.execute("pragma user_version = 1");
            LedgerDatabase database = new LedgerDatabase(Path.of(":memory:"), connection);
            database.migrate();

            assertThat(new Looks(database).lastGood().orElseThrow().counts()).isEqualTo(Map.of(Census.ALL, new Headcount(13, 0)));
        }
    }
}
