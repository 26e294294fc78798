//! Those whom an organisation added, or who added it, and those who are so no more, as lists that are searched and read page
//! by page.

use std::fmt::Write as _;

use super::{Of, number};
use crate::clock::Millis;
use crate::db::{Error, Tx, Value, literal};
use crate::numbers::OrgNumber;
use crate::parties::name_key;

/// The other organisation of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::delegation) struct Partner {
    /// Its number.
    pub(in crate::delegation) number: OrgNumber,
    /// How many schemes are given between the two now; none is an answer too.
    pub(in crate::delegation) active: usize,
    /// When the last that was given between them ended, of one that was removed; world time.
    pub(in crate::delegation) until: Option<Millis>,
}

/// Those who are partners now, or those who were and were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::delegation) enum When {
    Now,
    Before,
}

/// Which partners are wanted.
#[derive(Debug, Clone, Copy)]
pub(in crate::delegation) struct Wanted<'a> {
    pub(in crate::delegation) when: When,
    /// What their names or numbers hold; empty for all.
    pub(in crate::delegation) search: &'a str,
    /// How many come before.
    pub(in crate::delegation) skip: usize,
    /// How many at most.
    pub(in crate::delegation) take: usize,
}

/// The longest search, in words.
const SEARCH_WORDS: usize = 12;

/// The partners of `own` in the order of their numbers: of a consumer the suppliers it added, of a supplier the consumers
/// that added it, whether or not anything was given; with how many there are in all. Of those that were removed again, the ones
/// between whom something was given.
pub(in crate::delegation) async fn partners(
    tx: &mut Tx,
    own: OrgNumber,
    side: Of,
    wanted: Wanted<'_>,
) -> Result<(usize, Vec<Partner>), Error> {
    let (own_column, other) = match side {
        Of::Consumer => ("consumer_number", "supplier_number"),
        Of::Supplier => ("supplier_number", "consumer_number"),
    };
    let mut values = vec![Value::from(own.to_string())];
    let pairs = match wanted.when {
        When::Now => "suppliers".to_owned(),
        When::Before => format!(
            "(SELECT consumer_number, supplier_number, max(withdrawn_at) AS until FROM delegations e
              WHERE {own_column} = $1 AND withdrawn_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM suppliers k WHERE k.consumer_number = e.consumer_number
                  AND k.supplier_number = e.supplier_number)
              GROUP BY consumer_number, supplier_number)"
        ),
    };
    let mut tail =
        format!("FROM {pairs} s LEFT JOIN organisations o ON o.number = s.{other} WHERE s.{own_column} = $1");
    let digits: String = wanted.search.chars().filter(|c| !c.is_whitespace()).collect();
    let key = name_key(wanted.search);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // People write numbers in groups; names hold digits too.
        values.push(Value::from(format!("%{}%", literal(&digits))));
        let _ = write!(tail, " AND (s.{other} LIKE $2 ESCAPE '\\' OR o.name_key LIKE $2 ESCAPE '\\')");
    } else if !wanted.search.trim().is_empty() && key.is_empty() {
        // Nothing but signs, which no name is found by.
        return Ok((0, Vec::new()));
    } else {
        for word in key.split(' ').filter(|word| !word.is_empty()).take(SEARCH_WORDS) {
            values.push(Value::from(format!("%{}%", literal(word))));
            let _ = write!(tail, " AND o.name_key LIKE ${} ESCAPE '\\'", values.len());
        }
    }
    let counted = tx.fetch_optional(&format!("SELECT count(*) AS n {tail}"), &values).await?;
    let counted = counted.map_or(Ok(0), |row| row.int("n"))?;
    let found = usize::try_from(counted).unwrap_or_default();
    let (take, skip) = (wanted.take, wanted.skip);
    let until = match wanted.when {
        When::Now => "NULL",
        When::Before => "s.until",
    };
    let sql = format!(
        "SELECT s.{other} AS other, CAST({until} AS BIGINT) AS until,
                (SELECT count(*) FROM delegations d WHERE d.consumer_number = s.consumer_number
                   AND d.supplier_number = s.supplier_number AND d.withdrawn_at IS NULL) AS active
         {tail} ORDER BY s.{other} LIMIT {take} OFFSET {skip}"
    );
    let rows = tx.fetch_all(&sql, &values).await?;
    let partners = rows.iter().map(|row| {
        Ok(Partner {
            number: number(row, "other")?,
            active: usize::try_from(row.int("active")?).unwrap_or_default(),
            until: row.opt_int("until")?,
        })
    });
    Ok((found, partners.collect::<Result<_, Error>>()?))
}
