//! Companies as Enhetsregisteret's open API shows them: every party of this world, and a population of companies that are
//! none, which only the register and this API know.
//!
//! A party stands before a company of the population with the same number. What a search looks at and the feed of changes
//! are written by the store functions of parties and of the population alone, in the transaction of the change.

mod describe;
mod forms;
mod index;
mod search;
mod store;
mod updates;
mod words;

use serde_json::Value;

use crate::clock::Millis;
use crate::numbers::OrgNumber;

pub use index::run_index;
pub use store::{find_entity, insert_entities, update_entity};

pub(super) use describe::{Shown, day, described, find, list, members, role_groups};
pub(super) use forms::FORMS;
pub(super) use index::{Status, party_changed, party_removed};
pub(super) use search::{Order, REACH, Search, behind, search};
pub(super) use updates::{Feed, Update, last_update, list_updates, roles_changed};

/// A company of the population, as it is put in and as it is found.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Its number, which must be fictional: it begins with 2 or 3.
    pub number: OrgNumber,
    /// Its name.
    pub name: String,
    /// The code of its form: AS, ENK, BEDR …
    pub form: String,
    /// The main unit of a subunit, or the unit above a part of an authority.
    pub parent: Option<OrgNumber>,
    /// What Enhetsregisteret says of it, in its own shape (`register.md` §7). A member `fjernet` that is true says that it
    /// was removed on legal grounds.
    pub description: Value,
    /// Its roles: the array `rollegrupper` in Enhetsregisteret's shape; `[]` where there are none.
    pub roles: Value,
    /// Since when it is deleted, in world time.
    pub deleted_at: Option<Millis>,
    /// When it was written, in world time: the feed of changes says so.
    pub updated_at: Millis,
}
