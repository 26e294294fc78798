//! The protected register: beneficial owners of companies (*reelle rettighetshavere*), as the real API shows them.
//!
//! A company is stored whole, as one JSON document; what a caller sees of it is made from the scope of its token, in
//! [`view`], and nowhere else. Names in the documents stay Norwegian, as the API's. What the real API has beyond the
//! look-up and the code lists comes with its own issue.

pub mod codes;
pub mod http;
pub mod pages;
pub mod population;
mod store;
pub mod view;

pub use store::{find_company, list_company_numbers, seed_population};
