//! Privacy: what is known about persons, what for, how long, and how it is found and forgotten.
//!
//! [`KINDS`] is the one list. The daily job ends by it, the privacy page is drawn from it, and tests hold it against the
//! schema ([`columns`]), so that no column can hold persons without a purpose and an end.

pub mod columns;
pub mod contact;
pub mod ending;
pub mod erase;
pub mod export;
pub mod pages;
mod sealed;
mod words;

use crate::clock::Millis;
use crate::config::Config;

/// One kind of personal data. Its purpose stands in the catalogue under `privacy-kind-KEY-…`.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The end of the catalogue's keys, and the word in the audit.
    pub key: &'static str,
    /// The tables that hold it.
    pub tables: &'static [&'static str],
    /// How long it is kept, when a setting says so.
    pub life: Option<fn(&Config) -> Millis>,
    /// How it ends.
    pub ends: Ends,
}

/// How a kind of data ends.
#[derive(Debug, Clone, Copy)]
pub enum Ends {
    /// By statements whose `$1` is the instant up to which rows end and whose `$2` is how many at most.
    By(Until, &'static [&'static str]),
    /// A closed case's persons are forgotten with all that hangs on the case.
    WithItsCase,
    /// Another rule ends it, as the catalogue says.
    Otherwise,
}

/// What a statement's instant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Wall time of rows that are as old as the lifetime by the world's calendar.
    OldByTheCalendar,
    /// Wall time now: rows that carry their own end.
    NowByTheWall,
    /// World time now: rows that carry their own end.
    NowByTheWorld,
}

/// Every kind of personal data. Fictional persons are none.
pub const KINDS: &[Kind] = &[
    Kind {
        key: "orders",
        tables: &[
            "orders",
            "order_steps",
            "order_terms",
            "order_notes",
            "order_questions",
            "contact_changes",
            "order_invitations",
            "awaited_orders",
        ],
        life: Some(|config| config.lifetimes.closed_orders),
        ends: Ends::WithItsCase,
    },
    Kind {
        key: "links",
        tables: &["signed_links"],
        life: Some(|config| config.link_life),
        // A link that has run out is renewed by its row, for as long as there is a case to come back to.
        ends: Ends::By(
            Until::NowByTheWorld,
            &["DELETE FROM signed_links WHERE id IN
                 (SELECT l.id FROM signed_links l LEFT JOIN orders o ON o.case_number = l.case_number
                  WHERE l.expires_at <= $1 AND (o.id IS NULL OR o.anonymised_at IS NOT NULL) ORDER BY l.id LIMIT $2)"],
        ),
    },
    Kind {
        key: "raw-mail",
        tables: &["inbound_mail"],
        life: Some(|config| config.lifetimes.raw_mail),
        // Until it is read, the raw message is all there is of it.
        ends: Ends::By(
            Until::OldByTheCalendar,
            &["UPDATE inbound_mail SET sealed_raw = NULL WHERE id IN
                 (SELECT id FROM inbound_mail WHERE sealed_raw IS NOT NULL AND state <> 'stored' AND received_at <= $1
                  ORDER BY received_at LIMIT $2)"],
        ),
    },
    Kind {
        key: "mail",
        tables: &["inbound_mail"],
        life: Some(|config| config.lifetimes.mail),
        ends: Ends::By(
            Until::OldByTheCalendar,
            &["DELETE FROM inbound_mail WHERE id IN
                 (SELECT id FROM inbound_mail WHERE state = 'set_aside' AND order_id IS NULL AND received_at <= $1
                  ORDER BY received_at LIMIT $2)"],
        ),
    },
    Kind {
        key: "waiting-mail",
        tables: &["inbound_mail"],
        life: Some(|config| config.lifetimes.closed_orders),
        // Long after anybody would still answer it.
        ends: Ends::By(
            Until::OldByTheCalendar,
            &["DELETE FROM inbound_mail WHERE id IN
                 (SELECT id FROM inbound_mail WHERE state = 'desk' AND received_at <= $1
                  ORDER BY received_at LIMIT $2)"],
        ),
    },
    Kind {
        key: "letters",
        tables: &["letters", "mailbox"],
        life: Some(|config| config.lifetimes.letters),
        ends: Ends::By(
            Until::OldByTheCalendar,
            &[
                "DELETE FROM letters WHERE id IN
                   (SELECT id FROM letters WHERE case_number IS NULL AND state <> 'waiting' AND created_at <= $1
                    ORDER BY created_at LIMIT $2)",
                "DELETE FROM mailbox WHERE message_id IN
                   (SELECT message_id FROM mailbox WHERE delivered_at <= $1 ORDER BY delivered_at LIMIT $2)",
            ],
        ),
    },
    Kind {
        key: "answers",
        tables: &["answers_a_day"],
        life: None,
        // A day is whole when the next one begins.
        ends: Ends::By(
            Until::NowByTheWall,
            &["DELETE FROM answers_a_day WHERE (recipient, day) IN
                 (SELECT recipient, day FROM answers_a_day WHERE day < CAST($1 AS BIGINT) / 86400000
                  ORDER BY day LIMIT $2)"],
        ),
    },
    Kind {
        key: "drafts",
        tables: &["order_drafts"],
        life: Some(|config| config.draft_life),
        ends: Ends::By(
            Until::NowByTheWorld,
            &["DELETE FROM order_drafts WHERE id IN
                 (SELECT id FROM order_drafts WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)"],
        ),
    },
    Kind {
        key: "sessions",
        tables: &["sessions", "one_time_links"],
        life: None,
        ends: Ends::By(
            Until::NowByTheWall,
            &[
                "DELETE FROM sessions WHERE id_hash IN
                   (SELECT id_hash FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
                "DELETE FROM one_time_links WHERE token_hash IN
                   (SELECT token_hash FROM one_time_links WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
            ],
        ),
    },
    Kind {
        key: "api-keys",
        tables: &["api_keys"],
        life: Some(|config| config.lifetimes.revoked_keys),
        ends: Ends::By(
            Until::OldByTheCalendar,
            &["DELETE FROM api_keys WHERE id IN
                 (SELECT id FROM api_keys WHERE revoked_at <= $1 ORDER BY revoked_at LIMIT $2)"],
        ),
    },
    Kind {
        key: "ledger",
        tables: &["ledger"],
        life: Some(|config| config.lifetimes.ledger),
        ends: Ends::By(
            Until::OldByTheCalendar,
            &["DELETE FROM ledger WHERE trace_id IN
                 (SELECT trace_id FROM ledger WHERE at <= $1 ORDER BY at LIMIT $2)"],
        ),
    },
    Kind {
        key: "look-ups",
        tables: &["entity_answers"],
        life: Some(|config| config.asking.keep),
        ends: Ends::By(
            Until::NowByTheWorld,
            &["DELETE FROM entity_answers WHERE number IN
                 (SELECT number FROM entity_answers WHERE keep_until <= $1 ORDER BY keep_until LIMIT $2)"],
        ),
    },
    Kind { key: "parties", tables: &["organisations", "entity_index"], life: None, ends: Ends::Otherwise },
    Kind {
        key: "jobs",
        tables: &["jobs"],
        life: Some(|config| config.lifetimes.jobs),
        ends: Ends::By(
            Until::OldByTheCalendar,
            &[
                "DELETE FROM jobs WHERE id IN
                   (SELECT id FROM jobs WHERE done_at <= $1 ORDER BY done_at LIMIT $2)",
                "DELETE FROM jobs WHERE id IN
                   (SELECT id FROM jobs WHERE failed_at <= $1 ORDER BY failed_at LIMIT $2)",
            ],
        ),
    },
    Kind { key: "refusals", tables: &["invitation_refusals"], life: None, ends: Ends::Otherwise },
    // The last, so that what the others wrote about themselves is not in their way.
    Kind {
        key: "audit",
        tables: &["audit"],
        life: Some(|config| config.lifetimes.audit),
        ends: Ends::By(
            Until::OldByTheCalendar,
            &["DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at <= $1 ORDER BY at LIMIT $2)"],
        ),
    },
];

/// The tables that hold nothing about real persons, each with what it holds instead.
pub const WITHOUT_PERSONS: &[(&str, &str)] = &[
    ("world_settings", "the world's clock"),
    ("clock_moves", "when the clock was moved"),
    ("schema_migrations", "the schema's history"),
    ("signing_keys", "keys of the token server"),
    ("test_authority", "keys of the test authority"),
    ("persons", "fictional persons"),
    ("roles", "roles of fictional persons"),
    ("scopes", "scopes"),
    ("scope_prefixes", "organisations that own prefixes of scopes"),
    ("scope_access", "grants to organisations"),
    ("clients", "clients of organisations"),
    ("client_owners", "organisations that have clients"),
    ("client_scopes", "scopes of clients"),
    ("client_keys", "public keys of clients"),
    ("schemes", "delegation schemes"),
    ("scheme_scopes", "scopes of schemes"),
    ("resources", "what authorities publish of their schemes, offices' contact points among it"),
    ("suppliers", "suppliers of organisations"),
    ("delegations", "delegations, given by fictional persons"),
    ("used_jtis", "identifiers of grants that were used, for a few minutes"),
    ("case_numbers", "the counter of cases"),
    ("register_companies", "fictional owners"),
    ("register_owners", "fictional owners"),
    ("population", "which made-up population the register has"),
    ("register_counters", "the change log's counter"),
    ("register_events", "changes of the register"),
    ("register_snapshots", "files of the whole register, which the next but one replaces"),
    ("register_snapshot_parts", "fictional owners"),
    ("register_access", "calls of organisations' clients; no person's number is kept"),
    ("invitation_counts", "how many an organisation sent on a day"),
    (
        "mailed_orders_an_hour",
        "how many orders a sender mailed in an hour; the sender is a mark and no address",
    ),
    (
        "mailed_marks",
        "which order a mail or a request became; sender and order are a mark that only we can make",
    ),
    ("expiry_warnings", "which keys and links were warned of, by their ids"),
    ("entity_sources", "how Enhetsregisteret is doing"),
    ("entity_imports", "bulk files that were read in"),
    ("entities", "organisations, without sole proprietors"),
    ("synthetic_entities", "a population of fictional companies with fictional persons in their roles"),
    ("entity_words", "words of names as numbers, which end with the names"),
    ("entity_updates", "which organisations changed"),
    ("entity_update_counter", "the counter of these changes"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::columns::{COLUMNS, Columns};
    use super::*;

    #[test]
    fn every_table_with_a_personal_column_has_a_purpose_and_an_end_and_the_others_hold_no_persons() {
        let listed: BTreeSet<&str> = KINDS.iter().flat_map(|kind| kind.tables).copied().collect();
        let without: BTreeSet<&str> = WITHOUT_PERSONS.iter().map(|(table, _)| *table).collect();
        let (personal, plain): (Vec<&Columns>, Vec<&Columns>) =
            COLUMNS.iter().partition(|columns| !columns.personal.is_empty());
        let names = |columns: Vec<&Columns>| columns.iter().map(|columns| columns.table).collect();
        assert_eq!(
            listed,
            names(personal),
            "a table of a kind has personal columns, and the other way round"
        );
        assert_eq!(without, names(plain), "a table without personal columns stands in WITHOUT_PERSONS");
        assert_eq!(listed.len() + without.len(), COLUMNS.len(), "no table stands twice");
    }
}
