//! The notice that a real identity number was masked in what was typed: carried to the page that follows a deed.

use crate::access::Visit;
use crate::orders::words;
use crate::web::Submitted;

/// The name in the address of the page that follows.
const MARK: &str = "maskert";

/// Where to go after a deed whose words stand in `field`.
pub(super) fn after(path: String, form: &Submitted, field: &str) -> String {
    if words::is_masked(form.get(field)) { format!("{path}?{MARK}=ja") } else { path }
}

/// What the page says when it follows such a deed.
pub(super) fn notice(visit: &Visit) -> Option<String> {
    visit.query_value(MARK).map(|_| visit.t("words-masked"))
}
