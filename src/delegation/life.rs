//! How delegations end: one of the two takes it back, or something happens to one of the two.

use serde_json::json;

use super::{note, store};
use crate::app::App;
use crate::clock::Now;
use crate::db::{Error, Tx};
use crate::numbers::OrgNumber;
use crate::parties::{self, End, PartyError};

/// Why a delegation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The consumer took it back.
    Consumer,
    /// The supplier gave it back.
    Supplier,
    /// The consumer was deleted.
    ConsumerDeleted,
    /// The consumer was merged into another organisation.
    ConsumerMerged,
    /// The consumer went bankrupt.
    ConsumerBankrupt,
    /// The supplier was deleted.
    SupplierDeleted,
    /// The supplier was merged into another organisation.
    SupplierMerged,
}

impl Because {
    const ALL: [Self; 7] = [
        Self::Consumer,
        Self::Supplier,
        Self::ConsumerDeleted,
        Self::ConsumerMerged,
        Self::ConsumerBankrupt,
        Self::SupplierDeleted,
        Self::SupplierMerged,
    ];

    /// Its name, in the table and in the audit.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::Supplier => "supplier",
            Self::ConsumerDeleted => "consumer_deleted",
            Self::ConsumerMerged => "consumer_merged",
            Self::ConsumerBankrupt => "consumer_bankrupt",
            Self::SupplierDeleted => "supplier_deleted",
            Self::SupplierMerged => "supplier_merged",
        }
    }

    /// The reason of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|because| because.name() == name)
    }
}

/// Who ends a delegation, and for which of the two.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// The audit name.
    pub actor: &'a str,
    /// Why it ends; nothing where the environment clears up after itself.
    pub because: Option<Because>,
}

impl<'a> By<'a> {
    /// The consumer takes back.
    pub const fn consumer(actor: &'a str) -> Self {
        Self { actor, because: Some(Because::Consumer) }
    }

    /// The supplier gives back.
    pub const fn supplier(actor: &'a str) -> Self {
        Self { actor, because: Some(Because::Supplier) }
    }

    /// Neither of them.
    pub const fn environment(actor: &'a str) -> Self {
        Self { actor, because: None }
    }
}

/// What the end of an organisation came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ended {
    /// The organisations that ended: the one that was named, and subunits that went with it. None when it had ended before.
    pub organisations: Vec<OrgNumber>,
    /// How many delegations ended.
    pub delegations: usize,
}

/// Ends an organisation with what it gave, and unless it is only bankrupt with what it received. Those on the other side
/// keep it in their lists, and it gives and receives nothing any more.
///
/// A subunit that a merger moves keeps its delegations: they were always its own.
pub async fn organisation_ends(
    tx: &mut Tx,
    app: &App,
    now: Now,
    number: OrgNumber,
    end: End,
    actor: &str,
) -> Result<Ended, PartyError> {
    let organisations = parties::end_organisation(tx, app, now, number, end, actor).await?;
    let (gave, received) = match end {
        End::Deleted => (Because::ConsumerDeleted, Some(Because::SupplierDeleted)),
        End::MergedInto(_) => (Because::ConsumerMerged, Some(Because::SupplierMerged)),
        End::Bankrupt => (Because::ConsumerBankrupt, None),
    };
    let mut delegations = 0;
    for ended in &organisations {
        // Whoever gives takes this lock first and looks at the two after it: none is given that is not seen here.
        store::lock_suppliers_with(tx, *ended).await?;
        delegations +=
            end_all(tx, app, now, *ended, store::Of::Consumer, By { actor, because: Some(gave) }).await?;
        if let Some(received) = received {
            let by = By { actor, because: Some(received) };
            delegations += end_all(tx, app, now, *ended, store::Of::Supplier, by).await?;
        }
    }
    Ok(Ended { organisations, delegations })
}

async fn end_all(
    tx: &mut Tx,
    app: &App,
    now: Now,
    number: OrgNumber,
    side: store::Of,
    by: By<'_>,
) -> Result<usize, Error> {
    let ended = store::end_delegations_of(tx, number, side, by, now.world).await?;
    for delegation in &ended {
        let detail = json!({
            "supplier": delegation.supplier.to_string(),
            "scheme": delegation.scheme_id,
            "because": by.because.map(Because::name),
        });
        note(tx, app, now, "delegation.ended", by.actor, delegation.consumer, &delegation.id, detail).await?;
    }
    Ok(ended.len())
}
