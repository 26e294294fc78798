//! The shapes of Altinn's end-user API (`altinn.md` §1.2).

use serde_json::{Value, json};

use crate::clock::iso8601;
use crate::delegation::{Check, Scheme, owner_name};
use crate::ids::sha256_hex;
use crate::parties::Organisation;

/// The role that a supplier has for its consumer.
const SUPPLIER_ROLE: &str = "961f6ebb-ecf7-4fc6-ab5a-ca0841db4931";

/// A UUID for what has none in this world, the same every time (RFC 9562 §5.8).
fn uuid_of(kind: &str, name: &str) -> String {
    let digits = sha256_hex(format!("{kind}:{name}").as_bytes());
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

pub(super) fn assignment(consumer: &Organisation, supplier: &Organisation) -> Value {
    let pair = format!("{} {}", consumer.party_uuid, supplier.party_uuid);
    json!({
        "id": uuid_of("supplier", &pair),
        "roleId": SUPPLIER_ROLE,
        "fromId": consumer.party_uuid,
        "toId": supplier.party_uuid,
    })
}

/// An organisation, and of a subunit its main unit.
pub(super) fn party(organisation: &Organisation, main: Option<&Organisation>) -> Value {
    json!({
        "id": organisation.party_uuid,
        "name": organisation.name,
        "type": "Organisasjon",
        "variant": organisation.form,
        "parent": main.map(|main| party(main, None)),
        "children": null,
        "partyid": organisation.party_id,
        "userId": null,
        "username": null,
        "organizationIdentifier": organisation.number,
        "personIdentifier": null,
        "dateOfBirth": null,
        "dateOfDeath": null,
        "isDeleted": organisation.deleted_at.is_some(),
        "deletedAt": organisation.deleted_at.map(iso8601),
    })
}

fn supplier_role() -> Value {
    json!({
        "id": SUPPLIER_ROLE,
        "code": "supplier",
        "urn": "urn:altinn:role:supplier",
        "legacyurn": null,
        "children": null,
    })
}

pub(super) fn connection(other: &Value) -> Value {
    json!({
        "party": other,
        "roles": [supplier_role()],
        "packages": [], "resources": [], "instances": [], "connections": [],
    })
}

pub(super) fn resource(scheme: &Scheme) -> Value {
    let (provider, kind) =
        (uuid_of("provider", &scheme.owner.to_string()), uuid_of("type", "MaskinportenSchema"));
    let name = owner_name(scheme.owner).map_or_else(|| scheme.owner_code.clone(), |name| name.nb);
    json!({
        "id": uuid_of("resource", &scheme.id),
        "providerId": provider,
        "typeId": kind,
        "name": scheme.title.nb,
        "description": scheme.description.nb,
        "refId": scheme.id,
        "provider": { "id": provider, "name": name, "refId": scheme.owner, "code": scheme.owner_code },
        "type": { "id": kind, "name": "MaskinportenSchema" },
    })
}

pub(super) fn resource_check(scheme: &Scheme, check: &Check) -> Value {
    let right = |action: &String| {
        json!({
            "right": {
                "key": format!("{}:{action}", scheme.id),
                "name": action,
                "resource": [{ "type": "urn:altinn:resource", "value": scheme.id }],
                "action": { "type": "urn:oasis:names:tc:xacml:1.0:action:action-id", "value": action },
            },
            "result": check.delegable,
            "reasonCodes": check.reasons,
        })
    };
    let rights: Vec<Value> = scheme.policy.actions.iter().map(right).collect();
    json!({ "resource": resource(scheme), "rights": rights })
}

pub(super) fn permission(consumer: &Value, supplier: &Value) -> Value {
    json!({
        "from": consumer, "to": supplier, "via": null, "role": supplier_role(), "viaRole": null,
        "reason": null,
    })
}
