//! Every column of the schema that holds words or bytes, and whether they can tell of a real person.
//!
//! A column that is new stands nowhere here, and a test that reads the schema then fails: whoever adds one says which it is.
//! What stands under `personal` must be gone when its kind ends; another test fills each with a word and looks for it.

/// One table.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Its name.
    pub table: &'static str,
    /// What can tell of a real person: names, addresses, what somebody wrote, who did something, and what is made of these.
    pub personal: &'static [&'static str],
    /// What cannot: ids, kinds, states, numbers of organisations, and what fictional persons do.
    pub others: &'static [&'static str],
}

const fn columns(
    table: &'static str,
    personal: &'static [&'static str],
    others: &'static [&'static str],
) -> Columns {
    Columns { table, personal, others }
}

/// Every table. Numbers and truths tell nothing without the words beside them, and are not listed.
pub const COLUMNS: &[Columns] = &[
    columns("schema_migrations", &[], &["name", "sha256"]),
    columns("world_settings", &[], &["name", "value"]),
    columns("clock_moves", &[], &[]),
    columns("test_authority", &[], &["root", "issuing", "sealed_pkcs8"]),
    columns("signing_keys", &[], &["kid", "state", "sealed_pkcs8", "public_jwk"]),
    columns("jobs", &["last_error"], &["id", "kind", "payload", "unique_key", "claimed_by"]),
    columns("audit", &["actor", "detail"], &["id", "action", "subject", "organisation", "case_number"]),
    columns(
        "letters",
        &["recipient", "subject", "sealed_body", "sealed_html", "last_error", "in_reply_to"],
        &["id", "message_id", "kind", "case_number", "language", "state", "bounce_status"],
    ),
    columns(
        "mailbox",
        &["recipient", "subject", "sealed_body", "sealed_html"],
        &["message_id", "letter_id", "sender"],
    ),
    columns(
        "inbound_mail",
        &[
            "envelope_from", "sealed_raw", "sender", "subject", "sealed_text", "peer", "helo",
            "sender_check", "message_id", "note",
        ],
        &["id", "state", "order_id", "arrived_by", "tls", "nature", "nature_sign", "case_number"],
    ),
    columns("sessions", &["subject", "display_name"], &["id_hash", "kind", "organisation", "case_number"]),
    columns("one_time_links", &["display_name"], &["token_hash", "kind"]),
    columns("signed_links", &["contact_name", "contact_email"], &["id", "organisation", "case_number"]),
    columns("api_keys", &["note", "created_by"], &["id", "secret_hash", "organisation"]),
    // A sole proprietor's organisation has the name of its owner.
    columns(
        "organisations",
        &["name", "name_key", "entity"],
        &["number", "party_uuid", "form", "parent_number", "origin", "case_number", "merged_into"],
    ),
    columns(
        "persons",
        &[],
        &["party_uuid", "number", "name", "birth_date", "customer_number", "case_number"],
    ),
    columns("roles", &[], &["person_uuid", "organisation", "role", "case_number"]),
    columns(
        "scopes",
        &[],
        &[
            "name", "prefix", "subscope", "owner_number", "description", "visibility", "delegation_source",
            "allowed_integration_types", "extra",
        ],
    ),
    columns("scope_prefixes", &[], &["prefix", "owner_number"]),
    columns("scope_access", &[], &["scope", "consumer_number", "state", "case_number"]),
    columns("clients", &[], &["id", "organisation", "name", "description", "integration_type", "extra"]),
    columns("client_owners", &[], &["organisation"]),
    columns("client_scopes", &[], &["client_id", "scope"]),
    columns("client_keys", &[], &["client_id", "kid", "jwk"]),
    columns(
        "schemes",
        &[],
        &["id", "owner_number", "owner_code", "title", "description", "search_key", "status", "policy"],
    ),
    columns("scheme_scopes", &[], &["scheme_id", "scope"]),
    columns("resources", &[], &["id", "resource_type", "owner_number", "document", "policy_document"]),
    // Who gave is a fictional person, or a contact by the number of its link.
    columns("suppliers", &[], &["consumer_number", "supplier_number", "added_by"]),
    columns(
        "delegations",
        &[],
        &[
            "id", "consumer_number", "supplier_number", "scheme_id", "given_by", "withdrawn_by",
            "ended_because",
        ],
    ),
    columns("used_jtis", &[], &["client_id", "jti"]),
    columns(
        "ledger",
        &["description", "checks", "token_claims"],
        &[
            "trace_id", "client_id", "client_organisation", "consumer_organisation", "scopes", "code",
            "error", "delegation_id",
        ],
    ),
    columns("case_numbers", &[], &[]),
    columns(
        "orders",
        &[
            "once_key", "body_hash", "vendor_name", "vendor_contact_name", "vendor_contact_email",
            "vendor_contact_phone", "customer_name", "customer_contact_name", "customer_contact_email",
            "customer_contact_phone", "production_contact_name", "production_contact_email",
            "production_contact_phone", "legal_basis_text", "message", "decided_by", "reason", "placed_by",
            "reply_to_message_id", "assigned_to", "search_key",
        ],
        &[
            "id", "case_number", "kind", "state", "channel", "language", "vendor_number", "customer_number",
            "legal_basis", "scope", "warnings", "linked_case",
        ],
    ),
    columns("order_steps", &["receipt", "last_error", "input"], &["order_id", "name", "state", "mode"]),
    columns("order_terms", &["term"], &["order_id"]),
    columns("order_notes", &["written_by", "text"], &["id", "order_id"]),
    columns("order_questions", &["question", "asked_by", "answer", "answered_by"], &["id", "order_id"]),
    columns(
        "contact_changes",
        &["contact_name", "contact_email", "contact_phone", "asked_by"],
        &["id", "order_id", "who"],
    ),
    columns("awaited_orders", &["sender", "asked"], &["order_id", "draft_id"]),
    columns("answers_a_day", &["recipient"], &[]),
    columns("mailed_orders_an_hour", &[], &["sender_mark"]),
    columns("mailed_marks", &[], &["mark", "order_id"]),
    columns("expiry_warnings", &[], &["thing"]),
    columns(
        "order_drafts",
        &["sealed_fields"],
        &["id", "kind", "language", "origin", "origin_id", "order_id"],
    ),
    columns(
        "order_invitations",
        &["wanted_by"],
        &["id", "vendor_number", "case_number", "customer_number", "draft_id"],
    ),
    columns("invitation_counts", &[], &["vendor_number"]),
    columns("invitation_refusals", &["address_mark"], &[]),
    columns("register_companies", &[], &["number", "document"]),
    columns("register_owners", &[], &["person", "number"]),
    columns("population", &[], &["seed"]),
    columns("register_counters", &[], &["name"]),
    columns("register_events", &[], &["number", "kind"]),
    columns("register_snapshots", &[], &["id", "after_number", "file_name"]),
    columns("register_snapshot_parts", &[], &["snapshot", "content"]),
    columns(
        "register_access",
        &[],
        &["consumer", "id", "supplier", "client_id", "scopes", "token_jti", "call", "subject"],
    ),
    columns("entity_answers", &["entity"], &["number", "answer"]),
    columns("entity_sources", &[], &["address"]),
    columns("entity_imports", &[], &["state", "source"]),
    columns("entities", &[], &["number", "entity"]),
    columns("synthetic_entities", &[], &["number", "name", "form", "parent_number", "description", "roles"]),
    // Parties stand there too, and so may sole proprietors.
    columns("entity_index", &["name_key"], &["number", "form", "parent_number", "municipality", "industry"]),
    columns("entity_words", &[], &["number"]),
    columns("entity_updates", &[], &["feed", "number", "change"]),
    columns("entity_update_counter", &[], &[]),
];
