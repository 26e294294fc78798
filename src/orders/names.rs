//! The name that belongs to an organisation number, for a form that is being filled in. A look-up decides nothing: the
//! order is checked when it is placed.

use crate::app::App;
use crate::db::Error;
use crate::numbers::OrgNumber;
use crate::parties::{self, registry};

/// What a number turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// An organisation of this name.
    Found(String),
    /// It existed, and is deleted.
    Deleted,
    /// Enhetsregisteret does not know it.
    Unknown,
    /// A fictional number that is not a party of this world.
    FictionalUnknown,
    /// Enhetsregisteret did not answer.
    Unreachable,
}

impl Named {
    /// The word in JSON, and the end of the catalogue's key `order-name-WORD`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Found(_) => "found",
            Self::Deleted => "deleted",
            Self::Unknown => "unknown",
            Self::FictionalUnknown => "fictional-unknown",
            Self::Unreachable => "unreachable",
        }
    }
}

/// Asks the parties of this world first, then Enhetsregisteret.
pub async fn look_up(app: &App, number: OrgNumber) -> Result<Named, Error> {
    let known = {
        let mut tx = app.db.read().await?;
        parties::find_organisation(&mut tx, number).await?
    };
    Ok(match known {
        Some(organisation) => Named::Found(organisation.name),
        // A fictional number exists only as a party of this world; nobody can look it up elsewhere.
        None if !number.may_be_real() => Named::FictionalUnknown,
        None => match registry::look_up(app, number).await {
            registry::Lookup::Found(entity) => Named::Found(entity.name),
            registry::Lookup::Unknown => Named::Unknown,
            registry::Lookup::Deleted | registry::Lookup::Removed => Named::Deleted,
            registry::Lookup::Unreachable(reason) => {
                tracing::warn!(reason, "Enhetsregisteret could not be asked for a name");
                Named::Unreachable
            }
        },
    })
}
