//! Scopes that somebody else saved while a page stood open. The form carries those that it was drawn with; when they are others
//! by the time it comes back, nothing is saved, and both choices are put together for its sender to look at.

use crate::access::Visit;

/// What changed while the form stood open.
pub(super) struct Meanwhile {
    added: Vec<String>,
    removed: Vec<String>,
    /// The sender's choice on top of what changed.
    pub(super) merged: Vec<String>,
}

impl Meanwhile {
    /// What came between a form that was drawn with `drawn` and the client's scopes `now`, where saving `chosen` would undo
    /// it.
    pub(super) fn between(drawn: &[String], now: &[String], chosen: &[String]) -> Option<Self> {
        let added: Vec<String> = now.iter().filter(|scope| !drawn.contains(scope)).cloned().collect();
        let removed: Vec<String> = drawn.iter().filter(|scope| !now.contains(scope)).cloned().collect();
        let undone = added.iter().any(|scope| !chosen.contains(scope))
            || removed.iter().any(|scope| chosen.contains(scope));
        undone.then(|| {
            let kept = |scope: &&String| chosen.contains(scope) || added.contains(scope);
            let wanted = |scope: &&String| !drawn.contains(scope) && !now.contains(scope);
            let merged = now.iter().filter(kept).chain(chosen.iter().filter(wanted)).cloned().collect();
            Self { added, removed, merged }
        })
    }

    /// What changed, line by line.
    pub(super) fn lines(&self, visit: &Visit) -> Vec<String> {
        [("client-meanwhile-added", &self.added), ("client-meanwhile-removed", &self.removed)]
            .into_iter()
            .filter(|(_, scopes)| !scopes.is_empty())
            .map(|(key, scopes)| visit.lang.text_with(key, &[("scopes", &scopes.join(", "))]))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_others_saved_and_what_was_chosen_are_put_together() {
        for (drawn, now, chosen, merged) in [
            ("a", "a", "b", None),
            ("a", "b", "b", None),
            ("a", "a b", "a b c", None),
            ("", "a", "b", Some("a b")),
            ("a b", "b", "a b c", Some("b c")),
            ("a b", "a b c", "b", Some("b c")),
            ("a b", "b", "b c", None),
        ] {
            let found = Meanwhile::between(&list(drawn), &list(now), &list(chosen));
            assert_eq!(found.map(|found| found.merged), merged.map(list), "{drawn}, {now}, {chosen}");
        }
    }
}
