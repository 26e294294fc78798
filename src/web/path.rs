//! The path that pages draw from an order to a token; `templates/path.html` shows it.

/// One node of a drawn path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathNode {
    /// The colour: `ok`, `broken` or `waiting`.
    pub state: &'static str,
    /// What the node is.
    pub name: String,
    /// The state in words, for those who see no colour.
    pub state_text: String,
    /// What was found there, or what is to be done.
    pub text: String,
    /// Where that is done.
    pub href: Option<String>,
}
