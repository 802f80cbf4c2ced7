package dev.lockstep.real;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Synapse's SQLite file, for what no interface of Synapse makes any more or makes too slowly. The list of users is read from it anew each time, so Synapse may be running. */
record SynapseDatabase(Path file) {
    boolean hasBackgroundUpdatesLeft() {
        try (Connection connection = connect(); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT count(*) FROM background_updates")) {
            return rows.getInt(1) > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes exactly one row. */
    void update(String sql, Object... values) {
        try (Connection connection = connect(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("there is no row for '" + List.of(values) + "'");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Makes accounts that are like one which Synapse made itself. */
    void copyAccount(String localpart, List<String> newLocalparts, String serverName) {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            String mxid = "@" + localpart + ":" + serverName;
            copyRows(connection, "users", "name", mxid, newLocalparts.stream().map(other -> List.of("@" + other + ":" + serverName)).toList());
            copyRows(connection, "profiles", "full_user_id, user_id", mxid, newLocalparts.stream().map(other -> List.of("@" + other + ":" + serverName, other)).toList());
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copyRows(Connection connection, String table, String keys, String mxid, List<List<String>> newKeys) throws SQLException {
        List<String> keyColumns = List.of(keys.split(", "));
        String others = columns(connection, table).stream().filter(column -> !keyColumns.contains(column)).collect(Collectors.joining(", "));
        String sql = "INSERT INTO " + table + " (" + keys + ", " + others + ") SELECT " + "?, ".repeat(keyColumns.size()) + others + " FROM " + table + " WHERE " + keyColumns.get(0) + " = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<String> row : newKeys) {
                for (int i = 0; i < row.size(); i++) {
                    statement.setString(i + 1, row.get(i));
                }
                statement.setString(row.size() + 1, mxid);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = connection.getMetaData().getColumns(null, null, table, null)) {
            while (rows.next()) {
                columns.add(rows.getString("COLUMN_NAME"));
            }
        }
        return columns;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=10000");
    }
}
