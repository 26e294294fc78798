//! Why no route took a request; each surface says it in its own shape.

use axum::http::StatusCode;

/// What is wrong with the address or the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmatched {
    /// Nothing stands behind the path.
    NoSuchPath,
    /// The path takes other methods; the router lists them in the header `Allow`.
    WrongMethod,
}

impl Unmatched {
    /// 404 or 405 (RFC 9110 §15.5.5 and §15.5.6).
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        }
    }
}
