//! Values on their way into a statement and rows on their way out: four types and NULL, the same on both databases.

use std::sync::Arc;

use super::Error;

/// A value bound to a placeholder, or found in a row. The common dialect knows these types and no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// No value; may be bound where any type stands.
    Null,
    /// `TEXT`. May not hold NUL, which PostgreSQL cannot store.
    Text(String),
    /// `BIGINT`.
    Int(i64),
    /// `BOOLEAN`; SQLite keeps it as 0 or 1.
    Bool(bool),
    /// `BYTEA`.
    Bytes(Vec<u8>),
}

impl Value {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Text(_) => "TEXT",
            Self::Int(_) => "BIGINT",
            Self::Bool(_) => "BOOLEAN",
            Self::Bytes(_) => "BYTEA",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Int(number.into())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&Vec<u8>> for Value {
    fn from(bytes: &Vec<u8>) -> Self {
        Self::Bytes(bytes.clone())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a statement's placeholders, in the order of their digits: `params![id, now]` is `$1` and `$2`.
///
/// Takes whatever [`Value`] can be made from; `params![]` is for a statement without placeholders.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::db::Value::from($value)),*] as &[$crate::db::Value]
    };
}

/// What all rows of one result share: the names of the columns, and the statement for a useful error.
pub(super) struct Header {
    pub(super) columns: Vec<String>,
    pub(super) sql: String,
}

/// One row of a result, its values owned, so that it outlives the transaction it was read in.
#[derive(Clone)]
pub struct Row {
    header: Arc<Header>,
    values: Vec<Value>,
}

impl std::fmt::Debug for Row {
    /// Shows the names of the columns only: rows hold secrets and personal data, and this ends up in logs.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Row").field(&self.header.columns).finish()
    }
}

impl Row {
    pub(super) fn new(header: &Arc<Header>, values: Vec<Value>) -> Self {
        Self { header: Arc::clone(header), values }
    }

    /// The text in a column that is never NULL.
    pub fn text(&self, column: &str) -> Result<String, Error> {
        self.opt_text(column)?.ok_or_else(|| self.inconsistent(column, "is NULL and must not be"))
    }

    /// As [`Row::text`], taken out of the row instead of copied: for long texts. NULL stands there afterwards.
    pub fn take_text(&mut self, column: &str) -> Result<String, Error> {
        let position = self.header.columns.iter().position(|name| name == column);
        if let Some(value @ Value::Text(_)) = position.and_then(|position| self.values.get_mut(position))
            && let Value::Text(text) = std::mem::replace(value, Value::Null)
        {
            return Ok(text);
        }
        // What is wrong with it.
        self.text(column)
    }

    /// The text in a column, or nothing where it is NULL.
    pub fn opt_text(&self, column: &str) -> Result<Option<String>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text.clone())),
            other => Err(self.wrong_type(column, other, "TEXT")),
        }
    }

    /// The number in a column that is never NULL.
    pub fn int(&self, column: &str) -> Result<i64, Error> {
        self.opt_int(column)?.ok_or_else(|| self.inconsistent(column, "is NULL and must not be"))
    }

    /// The number in a column, or nothing where it is NULL.
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(*number)),
            other => Err(self.wrong_type(column, other, "BIGINT")),
        }
    }

    /// The truth value in a column that is never NULL.
    pub fn bool(&self, column: &str) -> Result<bool, Error> {
        self.opt_bool(column)?.ok_or_else(|| self.inconsistent(column, "is NULL and must not be"))
    }

    /// The truth value in a column, or nothing where it is NULL.
    pub fn opt_bool(&self, column: &str) -> Result<Option<bool>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bool(truth) => Ok(Some(*truth)),
            // SQLite has no truth values of its own.
            Value::Int(0) => Ok(Some(false)),
            Value::Int(1) => Ok(Some(true)),
            other => Err(self.wrong_type(column, other, "BOOLEAN")),
        }
    }

    /// The bytes in a column that is never NULL.
    pub fn bytes(&self, column: &str) -> Result<Vec<u8>, Error> {
        self.opt_bytes(column)?.ok_or_else(|| self.inconsistent(column, "is NULL and must not be"))
    }

    /// The bytes in a column, or nothing where it is NULL.
    pub fn opt_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Ok(Some(bytes.clone())),
            other => Err(self.wrong_type(column, other, "BYTEA")),
        }
    }

    /// The names of the columns, in the order of the statement; for what reads a table without knowing it.
    pub fn columns(&self) -> &[String] {
        &self.header.columns
    }

    /// The value in a column as it came. On SQLite a truth value is a number here.
    pub fn value(&self, column: &str) -> Result<&Value, Error> {
        self.find(column).ok_or_else(|| {
            Error::query(
                format!("the result has no column {column}; it has {}", self.header.columns.join(", ")),
                &self.header.sql,
            )
        })
    }

    fn find(&self, column: &str) -> Option<&Value> {
        let position = self.header.columns.iter().position(|name| name == column)?;
        self.values.get(position)
    }

    fn wrong_type(&self, column: &str, found: &Value, expected: &str) -> Error {
        self.inconsistent(column, format!("holds {} where {expected} was expected", found.kind()))
    }

    fn inconsistent(&self, column: &str, problem: impl Into<String>) -> Error {
        let row = match self.find("id") {
            Some(Value::Text(id)) => id.clone(),
            Some(Value::Int(id)) => id.to_string(),
            _ => "?".to_owned(),
        };
        Error::inconsistent(table_of(&self.header.sql), column, row, problem)
    }
}

/// The first table that a statement names, for the reader of an error.
fn table_of(sql: &str) -> String {
    let mut words = sql.split_whitespace();
    while let Some(word) = words.next() {
        if ["FROM", "INTO", "UPDATE"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
            && let Some(table) = words.next()
        {
            return table
                .trim_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .to_owned();
        }
    }
    "?".to_owned()
}

/// Text for `LIKE … ESCAPE '\'` that matches itself alone.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn what_is_searched_for_holds_no_wildcards() {
        for (text, escaped) in [("a%b_c", "a\\%b\\_c"), ("\\", "\\\\"), ("", ""), ("å", "å")] {
            assert_eq!(literal(text), escaped, "{text:?}");
        }
    }
}
