package dev.lockstep.ledger;

import java.util.List;

/** The ledger's tables. Each entry of {@link #MIGRATIONS} leads from one version to the next; what was released is never changed. Plain SQL that PostgreSQL speaks too. */
final class Schema {

    static final List<List<String>> MIGRATIONS = List.of(List.of("""
            create table about (name text primary key, value text not null)
            """, """
            create table runs (
              id text primary key, trigger_name text not null, began_at bigint not null, ended_at bigint,
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
            create table plans (id text primary key, actions text not null, first_seen bigint not null, last_seen bigint not null, held text, applied_by text)
            """, """
            create table last_look (federation text primary key, members integer not null)
            """, """
            create table absences (mxid text primary key, since bigint not null)
            """, """
            create table members (mxid text primary key, keycloak_id text unique, first_seen bigint not null)
            """, """
            create table notices (kind text primary key, since bigint not null, text text not null)
            """));

    private Schema() {
    }
}
