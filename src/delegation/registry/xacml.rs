//! A scheme's policy as XACML 3.0, which is what the real resource registry takes and gives (`altinn.md` §2).
//!
//! Only what a scheme's policy says is read: which roles and packages its permitting rules name, which actions, and the
//! weakest login. Roles and actions of several rules count together.

use std::fmt::Write as _;

use roxmltree::{Document, Node};

use super::super::Policy;

const ROLE: &str = "urn:altinn:rolecode";
const PACKAGE: &str = "urn:altinn:accesspackage";
const RESOURCE: &str = "urn:altinn:resource";
const ACTION: &str = "urn:oasis:names:tc:xacml:1.0:action:action-id";
const LEVEL: &str = "urn:altinn:minimum-authenticationlevel";

const SUBJECT_CATEGORY: &str = "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject";
const RESOURCE_CATEGORY: &str = "urn:oasis:names:tc:xacml:3.0:attribute-category:resource";
const ACTION_CATEGORY: &str = "urn:oasis:names:tc:xacml:3.0:attribute-category:action";
const TEXT: &str = "http://www.w3.org/2001/XMLSchema#string";

/// The most names that a policy may hold of one kind.
const NAMES: usize = 50;

/// Reads the policy of the resource `id`; the error says what was wrong and what was expected.
pub fn parse(text: &str, id: &str) -> Result<Policy, String> {
    // Document type declarations are refused by the parser: no entity can grow.
    let document = Document::parse(text).map_err(|error| format!("it is not well-formed XML: {error}"))?;
    let root = document.root_element();
    if root.tag_name().name() != "Policy" {
        return Err(format!("its root is {}, and Policy was expected", root.tag_name().name()));
    }
    let mut policy = Policy { minimum_level: 0, ..Policy::nobody() };
    let mut rules = 0;
    for rule in root.children().filter(|node| node.tag_name().name() == "Rule") {
        rules += 1;
        let matches: Vec<(String, String)> = rule.descendants().filter_map(matched).collect();
        let named = |attribute: &str| -> Vec<&String> {
            matches.iter().filter(|(name, _)| name == attribute).map(|(_, value)| value).collect()
        };
        let resources = named(RESOURCE);
        if resources.iter().any(|named| *named != id) {
            return Err("Contains rules for a different registry resource".to_owned());
        }
        if resources.is_empty() {
            return Err("Contains rule without reference to registry resource id".to_owned());
        }
        if rule.attribute("Effect") != Some("Permit") {
            continue;
        }
        for (attribute, held) in
            [(ROLE, &mut policy.roles), (PACKAGE, &mut policy.packages), (ACTION, &mut policy.actions)]
        {
            for value in named(attribute) {
                // A role's code is written in large or small letters; the comparison does not mind.
                let value = if attribute == ROLE { value.to_uppercase() } else { value.clone() };
                if !held.contains(&value) {
                    held.push(value);
                }
            }
            if held.len() > NAMES {
                return Err(format!("it names more than {NAMES} of {attribute}"));
            }
        }
    }
    if rules == 0 {
        return Err("it has no Rule, and at least one that permits something was expected".to_owned());
    }
    if policy.roles.is_empty() && policy.packages.is_empty() {
        return Err(format!("no permitting rule names a subject by {ROLE} or {PACKAGE}"));
    }
    if policy.actions.is_empty() {
        return Err(format!("no permitting rule names an action by {ACTION}"));
    }
    policy.minimum_level = level(root)?;
    Ok(policy)
}

/// The attribute and value of a `Match`.
fn matched(node: Node<'_, '_>) -> Option<(String, String)> {
    if node.tag_name().name() != "Match" {
        return None;
    }
    let child = |name: &str| node.children().find(|child| child.tag_name().name() == name);
    let attribute = child("AttributeDesignator")?.attribute("AttributeId")?;
    let value = child("AttributeValue")?.text().unwrap_or_default().trim();
    (!value.is_empty()).then(|| (attribute.to_owned(), value.to_owned()))
}

/// The weakest login that its obligation asks for; 0 without one.
fn level(root: Node<'_, '_>) -> Result<i64, String> {
    let assigned = root.descendants().find(|node| {
        node.tag_name().name() == "AttributeAssignmentExpression" && node.attribute("Category") == Some(LEVEL)
    });
    let value = assigned.and_then(|node| {
        node.children().find(|child| child.tag_name().name() == "AttributeValue")?.text().map(str::trim)
    });
    match value {
        None => Ok(0),
        Some(text) => {
            let level = text.parse().ok().filter(|level| (0..=4).contains(level));
            level.ok_or_else(|| format!("its {LEVEL} is “{text}”, and a number from 0 to 4 was expected"))
        }
    }
}

/// Writes the policy of the resource `id`: one rule that permits.
pub fn write(policy: &Policy, id: &str) -> String {
    let subjects = policy
        .roles
        .iter()
        .map(|role| (ROLE, role.as_str()))
        .chain(policy.packages.iter().map(|name| (PACKAGE, name.as_str())));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(
        out,
        "<xacml:Policy xmlns:xacml=\"urn:oasis:names:tc:xacml:3.0:core:schema:wd-17\" PolicyId=\"urn:altinn:resource:{0}:policy\" Version=\"1.0\" RuleCombiningAlgId=\"urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides\">\n  <xacml:Target/>\n  <xacml:Rule RuleId=\"urn:altinn:resource:{0}:rule:1\" Effect=\"Permit\">\n    <xacml:Target>",
        escape(id)
    );
    any_of(&mut out, subjects, SUBJECT_CATEGORY);
    any_of(&mut out, std::iter::once((RESOURCE, id)), RESOURCE_CATEGORY);
    any_of(&mut out, policy.actions.iter().map(|action| (ACTION, action.as_str())), ACTION_CATEGORY);
    let _ = write!(
        out,
        "    </xacml:Target>\n  </xacml:Rule>\n  <xacml:ObligationExpressions>\n    <xacml:ObligationExpression ObligationId=\"urn:altinn:obligation:authenticationLevel1\" FulfillOn=\"Permit\">\n      <xacml:AttributeAssignmentExpression AttributeId=\"urn:altinn:obligation1-assignment1\" Category=\"{LEVEL}\">\n        <xacml:AttributeValue DataType=\"http://www.w3.org/2001/XMLSchema#integer\">{}</xacml:AttributeValue>\n      </xacml:AttributeAssignmentExpression>\n    </xacml:ObligationExpression>\n  </xacml:ObligationExpressions>\n</xacml:Policy>\n",
        policy.minimum_level
    );
    out
}

/// One alternative for each attribute and value.
fn any_of<'a>(out: &mut String, matches: impl Iterator<Item = (&'a str, &'a str)>, category: &str) {
    out.push_str("      <xacml:AnyOf>\n");
    for (attribute, value) in matches {
        let _ = writeln!(
            out,
            "        <xacml:AllOf>\n          <xacml:Match MatchId=\"urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case\">\n            <xacml:AttributeValue DataType=\"{TEXT}\">{}</xacml:AttributeValue>\n            <xacml:AttributeDesignator AttributeId=\"{attribute}\" Category=\"{category}\" DataType=\"{TEXT}\" MustBePresent=\"false\"/>\n          </xacml:Match>\n        </xacml:AllOf>",
            escape(value)
        );
    }
    out.push_str("      </xacml:AnyOf>\n");
}

/// Text between tags or in an attribute (XML 1.0 §2.4).
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for policy in [
            Policy::usual(),
            Policy::of_branches(),
            Policy {
                roles: Vec::new(),
                packages: vec!["a<b&\"c\"".to_owned()],
                actions: vec!["read".to_owned(), "write".to_owned()],
                minimum_level: 4,
            },
        ] {
            let text = write(&policy, "ttd-am-k6");
            assert_eq!(parse(&text, "ttd-am-k6"), Ok(policy), "{text}");
        }
    }

    #[test]
    fn roles_of_several_rules_count_together_and_denying_rules_give_nothing() {
        let rule = |effect: &str, role: &str, action: &str| {
            format!(
                "<Rule Effect='{effect}'><Target><AnyOf><AllOf><Match><AttributeValue>{role}</AttributeValue><AttributeDesignator AttributeId='{ROLE}'/></Match></AllOf></AnyOf><AnyOf><AllOf><Match><AttributeValue>mine</AttributeValue><AttributeDesignator AttributeId='{RESOURCE}'/></Match><Match><AttributeValue>{action}</AttributeValue><AttributeDesignator AttributeId='{ACTION}'/></Match></AllOf></AnyOf></Target></Rule>"
            )
        };
        let text = format!(
            "<Policy>{}{}{}</Policy>",
            rule("Permit", "apiadm", "read"),
            rule("Permit", "HADM", "read"),
            rule("Deny", "ADMAI", "write")
        );
        let policy = parse(&text, "mine").expect("a policy");
        assert_eq!(policy.roles, ["APIADM", "HADM"]);
        assert_eq!(policy.actions, ["read"]);
        assert_eq!(policy.minimum_level, 0);
        assert_eq!(parse(&text, "other"), Err("Contains rules for a different registry resource".to_owned()));
    }

    #[test]
    fn what_is_no_policy_is_refused_with_what_was_expected() {
        for (text, said) in [
            ("", "well-formed"),
            ("<Policy>", "well-formed"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><Policy>&b;</Policy>", "well-formed"),
            ("<PolicySet/>", "Policy was expected"),
            ("<Policy/>", "no Rule"),
            ("<Policy><Rule Effect='Permit'/></Policy>", "without reference"),
        ] {
            let refused = parse(text, "mine").expect_err(text);
            assert!(refused.contains(said), "{text}: {refused}");
        }
        let deep = format!("<Policy>{}{}</Policy>", "<a>".repeat(50_000), "</a>".repeat(50_000));
        assert!(parse(&deep, "mine").is_err());
        let level = write(&Policy::usual(), "mine").replace("#integer\">2<", "#integer\">9<");
        assert!(parse(&level, "mine").expect_err("level").contains("0 to 4"));
    }
}
