//! Query parameters as Altinn's APIs take them: a name is found however it is spelt, and an empty value is none.

use super::forms::percent_decode;

/// The query of a request.
#[derive(Debug, Clone, Default)]
pub struct Query(String);

impl Query {
    /// The query as it was sent, without the question mark.
    pub fn new(query: Option<String>) -> Self {
        Self(query.unwrap_or_default())
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<String> {
        self.all(name).next()
    }

    /// Every value of a parameter that may be repeated.
    ///
    /// Neither database takes a zero character; it becomes the replacement character, which fits nothing.
    pub fn all(&self, name: &str) -> impl Iterator<Item = String> {
        self.0
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| percent_decode(value.as_bytes()).replace('\0', "\u{fffd}"))
            .filter(|value| !value.is_empty())
    }

    /// What a parameter says that is true or false; `usual` without one. Anything else is no answer, and is given back.
    pub fn truth(&self, name: &str, usual: bool) -> Result<bool, String> {
        match self.get(name) {
            None => Ok(usual),
            Some(value) if value.trim().eq_ignore_ascii_case("true") => Ok(true),
            Some(value) if value.trim().eq_ignore_ascii_case("false") => Ok(false),
            Some(value) => Err(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn names_are_found_however_they_are_spelt_and_empty_values_are_none() {
        let query = Query::new(Some("supplierOrg=&SUPPLIERORG=a%20b&x&y=%00&cascade=True&y=2".to_owned()));
        assert_eq!(query.get("supplierorg").as_deref(), Some("a b"));
        assert_eq!(query.all("Y").collect::<Vec<_>>(), ["\u{fffd}", "2"]);
        assert_eq!((query.get("x"), query.get("none")), (None, None));
        assert_eq!((query.truth("cascade", false), query.truth("none", true)), (Ok(true), Ok(true)));
        assert_eq!(query.truth("supplierorg", true), Err("a b".to_owned()));
        assert_eq!(Query::new(None).get("x"), None);
    }
}
