//! Pages, forms and problem documents: what `http.rs` and `pages.rs` files share, and nothing of any domain.
//!
//! Every page is drawn on the server inside one frame; every form comes back through [`forms::Submitted`], which cannot
//! be had without passing the forgery check.

mod api_page;
pub mod assets;
pub mod cookies;
pub mod forms;
pub mod frame;
pub mod headers;
pub mod path;
pub mod problem;
pub mod query;
mod unmatched;
pub mod yaml;

pub use api_page::{AnswerView, ApiPage, ApiText, OperationView};
pub use forms::{Faults, Submitted};
pub use frame::{Frame, LanguageLink, NavLink};
pub use path::PathNode;
pub use problem::Problem;
pub use query::Query;
pub use unmatched::Unmatched;

/// The largest body any route takes, in bytes; forms and the token endpoint have smaller limits of their own.
pub const BODY_LIMIT: usize = 1024 * 1024;
