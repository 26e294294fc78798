//! The protected register: beneficial owners of companies (*reelle rettighetshavere*), as the real API shows them.
//!
//! A company is stored whole ([`model`]); what a caller sees of it is made from the scope of its token, in [`view`], and
//! nowhere else. The API's names stand in [`view`] and [`codes`] and stay Norwegian; those of our own are English.

pub mod access_log;
pub mod codes;
pub mod fields;
pub mod http;
pub mod model;
pub mod pages;
pub mod population;
mod rounds;
pub mod rules;
pub mod snapshot;
mod store;
pub mod versions;
pub mod view;

use std::sync::Arc;

use crate::access::bearer::Verified;
use crate::app::App;

pub use store::{
    Change, Event, Figures, Written, changes_after, companies_from_file, companies_of, figures, find_company,
    last_sequence, list_company_numbers, seed_population, sequence_before, write_companies, write_from_file,
};

use http::document::Documents;
use rounds::Rounds;

/// The register as a service: what its API needs between calls.
#[derive(Debug)]
pub struct Register {
    pub(crate) app: Arc<App>,
    tokens: Verified,
    rounds: Rounds,
    documents: Documents,
}

impl Register {
    /// The register over an opened world.
    pub fn new(app: Arc<App>) -> Self {
        Self { app, tokens: Verified::default(), rounds: Rounds::default(), documents: Documents::default() }
    }
}
