package dev.lockstep.ledger;

import dev.lockstep.account.SetupException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** The ledger's tables. Each entry of {@link #MIGRATIONS} leads from one version to the next; what was released is never changed. Plain SQL that PostgreSQL speaks too. */
final class Schema {

    static final List<List<String>> MIGRATIONS = List.of(List.of("""
            create table about (name text primary key, value text not null)
            """, """
            create table runs (
              id text primary key, trigger_name text not null, actor text not null, began_at bigint not null, ended_at bigint,
              outcome text, realm_groups text, carried_out integer not null default 0)
            """, """
            create table actions (
              id integer primary key, run text not null, mxid text not null, action text not null, rule text not null,
              began_at bigint not null, ended_at bigint, outcome text, maybe_changed integer not null default 0,
              attempts integer not null default 0, detail text, seen_at bigint, undone_at bigint)
            """, """
            create index actions_by_mxid on actions (mxid, id)
            """, """
            create index actions_by_time on actions (began_at)
            """, """
            create table plans (id text primary key, first_seen bigint not null, last_seen bigint not null, held text)
            """, """
            create table plan_actions (plan text not null, mxid text not null, action text not null, primary key (plan, mxid))
            """, """
            create table last_look (federation text primary key, members integer not null)
            """, """
            create table absences (mxid text primary key, since bigint not null)
            """, """
            create table members (mxid text primary key, keycloak_id text unique, first_seen bigint not null)
            """, """
            create table notices (kind text primary key, since bigint not null, text text not null)
            """, """
            create table dead_letters (
              id integer primary key, mxid text not null, action text not null, rule text not null, run text not null,
              first_tried_at bigint not null, last_tried_at bigint not null, attempts integer not null,
              outcome text not null, maybe_changed integer not null, last_attempts integer not null, exit_code integer,
              call_number integer not null, call_count integer not null, command text not null, said text not null, detail text not null,
              closed_at bigint, closed_because text)
            """, """
            create unique index one_open_letter on dead_letters (mxid) where closed_at is null
            """, """
            create table audit (
              id integer primary key, at bigint not null, run text not null, trigger_name text not null, actor text not null, event text not null,
              mxid text not null, action text not null, rule text not null, state_before text not null, state_after text not null, detail text not null)
            """, """
            create index audit_by_time on audit (at)
            """), List.of("""
            alter table last_look add column enabled integer not null default 0
            """, """
            drop table absences
            """, """
            create table absences (mxid text primary key, watched bigint not null)
            """, """
            alter table members add column federation text
            """, """
            alter table members add column directory_id text
            """, """
            alter table plans add column accepts text
            """, """
            alter table plan_actions add column doubted integer not null default 0
            """, """
            alter table actions add column by_word integer not null default 0
            """, """
            delete from about where name = 'groups of the last good look'
            """, """
            insert into about (name, value) select 'trusted groups', realm_groups from runs where carried_out = 1 order by began_at desc limit 1
            """, """
            alter table runs add column process text not null default ''
            """, """
            alter table runs add column lock_file text not null default ''
            """, """
            alter table actions add column process text not null default ''
            """), List.of("""
            alter table members add column has_account integer not null default 1
            """));

    private Schema() {
    }

    /** Brings a database to the newest version. */
    static void migrate(Sql sql, Path file) throws SQLException {
        for (int next = version(sql, file); next < MIGRATIONS.size(); next++) {
            for (String statement : MIGRATIONS.get(next)) {
                sql.update(statement);
            }
            sql.update("pragma user_version = " + (next + 1));
        }
    }

    /**
     * The version of a database, 0 for an empty one.
     *
     * @throws SetupException when a newer Lockstep wrote it, or another program
     */
    static int version(Sql sql, Path file) throws SQLException {
        int version = Integer.parseInt(sql.text("pragma user_version"));
        if (version > MIGRATIONS.size()) {
            throw new SetupException("The ledger '" + file + "' was written by a newer Lockstep (its version is " + version + ", this one knows " + MIGRATIONS.size()
                    + "). Nothing was changed. Use that newer Lockstep.");
        }
        if (version == 0 && !sql.text("select count(*) from sqlite_master").equals("0")) {
            throw new SetupException("'" + file + "' is a database, but no ledger of Lockstep. Nothing was changed. Move it away, or set lockstep.state-dir.");
        }
        return version;
    }
}
