package dev.lockstep.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteErrorCode;

/** Statements inside one transaction. */
final class Sql {

    private final Connection connection;
    private final List<Runnable> afterwards = new ArrayList<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Reads one row of an answer. */
    interface Row {
        void read(ResultSet row) throws SQLException;
    }

    /** What is done once the transaction is on the disk, and not at all when it fails. */
    void afterwards(Runnable work) {
        afterwards.add(work);
    }

    void committed() {
        afterwards.forEach(Runnable::run);
    }

    int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** For an insert that ends with {@code returning id}. */
    long insert(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values); ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The first column of the first row; empty when there is none, or it is null. */
    String text(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values); ResultSet row = statement.executeQuery()) {
            String found = row.next() ? row.getString(1) : null;
            return found == null ? "" : found;
        }
    }

    void each(String sql, Row reader, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                try {
                    reader.read(rows);
                } catch (IllegalArgumentException | NullPointerException e) {
                    throw new SQLException("a row holds what was never written to it", null, SQLiteErrorCode.SQLITE_CORRUPT.code, e);
                }
            }
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
