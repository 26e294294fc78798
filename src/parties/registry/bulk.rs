//! Reading Enhetsregisteret's bulk file as a stream: a JSON array or CSV, compressed or not (`register.md` §7, Bulk).
//!
//! One organisation is in memory at a time. Members that no look-up needs are not kept, above all no addresses of streets,
//! no telephones and no mail addresses; and of sole proprietors, whose names are those of persons, nothing at all.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use flate2::bufread::GzDecoder;
use serde::de::{self, DeserializeSeed, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use crate::numbers::OrgNumber;

/// Largest organisation, in bytes; real ones have about two thousand.
const ENTITY_LIMIT: u64 = 1024 * 1024;

const CHUNK: usize = 64 * 1024;

/// Form of a sole proprietor.
const SOLE_PROPRIETOR: &str = "ENK";

/// Forms that subunits have, and main units never.
const SUBUNITS: [&str; 2] = ["BEDR", "AAFY"];

/// One organisation of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// It belongs into the table.
    Kept {
        /// Its number.
        number: OrgNumber,
        /// JSON in Enhetsregisteret's shape.
        entity: String,
    },
    /// A sole proprietor, of whom nothing is kept.
    SoleProprietor,
}

/// What is wrong with the file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", at(*row))]
pub struct Fault {
    /// The organisation's place in the file, from 1; `None` when it is the file as a whole.
    pub row: Option<u64>,
    /// What is wrong, and what to do.
    pub problem: String,
}

fn at(row: Option<u64>) -> String {
    row.map(|row| format!("row {row}: ")).unwrap_or_default()
}

impl Fault {
    fn of_file(problem: impl Into<String>) -> Self {
        Self { row: None, problem: problem.into() }
    }
}

/// What `each` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goes {
    /// Go on reading.
    On,
    /// Nobody wants more.
    NoFurther,
}

const CUT_OFF: &str = "the file ends here in the middle of something: it was cut off. Get it anew";
const BEHIND_ITS_END: &str = "bytes stand behind the end of the compressed data, which do not belong to it";
const NOT_UTF8: &str =
    "the text is not UTF-8. Get the file as Enhetsregisteret writes it, without converting it";
const EXPECTED: &str = "expected Enhetsregisteret's file of main units: a JSON array of organisations, or CSV with a line of \
                        column names, each as it is or compressed by gzip";

/// Reads the file, leaves the first `skip` organisations out, and hands each of the others to `each`. Gives how many
/// organisations the file has.
pub fn read(input: impl Read, skip: u64, each: &mut dyn FnMut(Item) -> Goes) -> Result<u64, Fault> {
    let (head, input) = peek(input, 4)?;
    if head.starts_with(&[0x1f, 0x8b]) {
        let (head, plain) = peek(Members::of(BufReader::new(input)), 4)?;
        return read_plain(&head, plain, true, skip, each);
    }
    read_plain(&head, input, false, skip, each)
}

/// A file of one or several gzip members. What stands behind them and is none is told as such.
struct Members<R> {
    now: Option<GzDecoder<R>>,
}

impl<R: BufRead> Members<R> {
    fn of(input: R) -> Self {
        Self { now: Some(GzDecoder::new(input)) }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(member) = &mut self.now else { return Ok(0) };
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(ended) = self.now.take() else { return Ok(0) };
            let mut rest = ended.into_inner();
            match rest.fill_buf()?.first() {
                None => return Ok(0),
                Some(0x1f) => self.now = Some(GzDecoder::new(rest)),
                Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, BEHIND_ITS_END)),
            }
        }
    }
}

/// The first bytes, and a reader that still has them.
fn peek<R: Read>(mut input: R, bytes: u64) -> Result<(Vec<u8>, impl Read), Fault> {
    let mut head = Vec::new();
    input.by_ref().take(bytes).read_to_end(&mut head).map_err(|error| Fault::of_file(io_problem(&error)))?;
    Ok((head.clone(), Cursor::new(head).chain(input)))
}

fn read_plain(
    head: &[u8],
    input: impl Read,
    compressed: bool,
    skip: u64,
    each: &mut dyn FnMut(Item) -> Goes,
) -> Result<u64, Fault> {
    if head.is_empty() {
        return Err(Fault::of_file(format!("the file is empty; {EXPECTED}")));
    }
    if head.starts_with(b"PK\x03\x04") {
        return Err(Fault::of_file(format!("this is a spreadsheet or a ZIP file; {EXPECTED}")));
    }
    if head.starts_with(&[0xfe, 0xff]) || head.starts_with(&[0xff, 0xfe]) {
        return Err(Fault::of_file(NOT_UTF8));
    }
    let marked = head.strip_prefix(&[0xef, 0xbb, 0xbf]);
    let mut input = input;
    if marked.is_some() {
        // The byte order mark says nothing in UTF-8, and is no part of the text.
        let mut mark = [0; 3];
        input.read_exact(&mut mark).map_err(|error| Fault::of_file(io_problem(&error)))?;
    }
    let watch = Watch::default();
    let watched = BufReader::with_capacity(CHUNK, Watched { inner: input, watch: watch.clone() });
    let first = marked.unwrap_or(head).iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'[') => read_json(watched, &watch, skip, each),
        // A quote may begin the first column's name.
        Some(b'{' | b'<') => Err(Fault::of_file(format!("this is something else; {EXPECTED}"))),
        _ => read_csv(watched, &watch, compressed, skip, each),
    }
}

/// How much was read since the last organisation ended, and the last byte of all.
#[derive(Debug, Clone, Default)]
struct Watch {
    since: Rc<Cell<u64>>,
    last: Rc<Cell<u8>>,
}

struct Watched<R> {
    inner: R,
    watch: Watch,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if let Some(last) = buffer.get(..read).and_then(<[u8]>::last) {
            self.watch.last.set(*last);
        }
        let since = self.watch.since.get() + read as u64;
        self.watch.since.set(since);
        if since > ENTITY_LIMIT + CHUNK as u64 {
            return Err(io::Error::other(format!("one organisation is larger than {ENTITY_LIMIT} bytes")));
        }
        Ok(read)
    }
}

fn io_problem(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => CUT_OFF.to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            format!("the compressed file is damaged ({error}). Get it anew")
        }
        _ => format!("it cannot be read: {error}"),
    }
}

/// What is kept of an organisation; names as Enhetsregisteret's. Absent members stay absent.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    #[serde(skip_serializing_if = "Option::is_none")]
    organisasjonsnummer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    navn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisasjonsform: Option<Form>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forretningsadresse: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registreringsdato_enhetsregisteret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overordnet_enhet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    konkurs: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    under_avvikling: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    under_tvangsavvikling_eller_tvangsopplosning: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slettedato: Option<String>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Form {
    #[serde(skip_serializing_if = "Option::is_none")]
    kode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beskrivelse: Option<String>,
}

/// Where, but not which house.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    landkode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postnummer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    poststed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kommune: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kommunenummer: Option<String>,
}

impl Entity {
    /// Judges what was read. The values themselves are not quoted: another file may hold persons' numbers there.
    fn judge(&self) -> Result<Item, String> {
        let form = self.organisasjonsform.as_ref().and_then(|form| form.kode.as_deref());
        let Some(number) = &self.organisasjonsnummer else {
            return Err(format!("it has no organisasjonsnummer; {EXPECTED}"));
        };
        let number = OrgNumber::parse(number).map_err(|error| format!("organisasjonsnummer: {error}"))?;
        if form == Some(SOLE_PROPRIETOR) {
            return Ok(Item::SoleProprietor);
        }
        if form.is_some_and(|form| SUBUNITS.contains(&form)) {
            return Err(format!("this is a subunit; {EXPECTED}"));
        }
        if form.is_none() && self.slettedato.is_none() {
            // Without its form nobody can tell whether its name is a person's.
            return Err(format!("it has no organisasjonsform; {EXPECTED}"));
        }
        if self.navn.as_deref().is_none_or(|name| name.trim().is_empty()) {
            return Err(format!("it has no navn; {EXPECTED}"));
        }
        let entity = serde_json::to_string(self).map_err(|error| error.to_string())?;
        Ok(Item::Kept { number, entity })
    }
}

fn read_json(
    input: impl Read,
    watch: &Watch,
    skip: u64,
    each: &mut dyn FnMut(Item) -> Goes,
) -> Result<u64, Fault> {
    let mut row = 0;
    let mut judged = None;
    let mut json = serde_json::Deserializer::from_reader(input);
    let outcome = Rows { row: &mut row, judged: &mut judged, watch, skip, each }
        .deserialize(&mut json)
        .and_then(|()| json.end());
    match (outcome, judged) {
        (Ok(()), _) => Ok(row),
        (Err(_), Some(problem)) => Err(Fault { row: Some(row), problem }),
        (Err(error), None) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let problem = match error.classify() {
                Category::Eof => CUT_OFF.to_owned(),
                Category::Io => io_problem(&io::Error::from(error)),
                _ if error.to_string().contains("unicode code point") => format!("{NOT_UTF8} ({place})"),
                Category::Syntax => format!("it is not JSON ({error})"),
                // What was found is not quoted.
                Category::Data => {
                    format!("it is not an organisation as Enhetsregisteret writes them ({place}); {EXPECTED}")
                }
            };
            Err(Fault { row: Some(row.max(1)), problem })
        }
    }
}

/// The array, one element at a time.
struct Rows<'a> {
    row: &'a mut u64,
    judged: &'a mut Option<String>,
    watch: &'a Watch,
    skip: u64,
    each: &'a mut dyn FnMut(Item) -> Goes,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of organisations")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        loop {
            *self.row += 1;
            if *self.row <= self.skip {
                if elements.next_element::<IgnoredAny>()?.is_none() {
                    break;
                }
                self.watch.since.set(0);
                continue;
            }
            let Some(entity) = elements.next_element::<Entity>()? else { break };
            self.watch.since.set(0);
            match entity.judge().map(|item| (self.each)(item)) {
                Ok(Goes::On) => {}
                Ok(Goes::NoFurther) => return Err(de::Error::custom("stopped")),
                Err(problem) => {
                    *self.judged = Some(problem);
                    return Err(de::Error::custom("judged"));
                }
            }
        }
        *self.row -= 1;
        Ok(())
    }
}

/// The columns that are read, by their names in the file.
const COLUMNS: [&str; 14] = [
    "organisasjonsnummer",
    "navn",
    "organisasjonsform.kode",
    "organisasjonsform.beskrivelse",
    "forretningsadresse.landkode",
    "forretningsadresse.postnummer",
    "forretningsadresse.poststed",
    "forretningsadresse.kommune",
    "forretningsadresse.kommunenummer",
    "registreringsdatoEnhetsregisteret",
    "overordnetEnhet",
    "konkurs",
    "underAvvikling",
    "underTvangsavviklingEllerTvangsopplosning",
];

/// So many of them must be there.
const REQUIRED: usize = 3;

fn read_csv(
    input: impl Read,
    watch: &Watch,
    compressed: bool,
    skip: u64,
    each: &mut dyn FnMut(Item) -> Goes,
) -> Result<u64, Fault> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(CHUNK).from_reader(input);
    let headers = reader.headers().map_err(|error| csv_fault(None, &error))?.clone();
    let places = COLUMNS.map(|name| headers.iter().position(|header| header.trim() == name));
    let missing: Vec<&str> = COLUMNS
        .iter()
        .zip(places)
        .take(REQUIRED)
        .filter(|(_, place)| place.is_none())
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        return Err(Fault::of_file(format!("no column is named {}; {EXPECTED}", missing.join(" or "))));
    }
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(|error| csv_fault(Some(row + 1), &error))? {
        row += 1;
        watch.since.set(0);
        if row <= skip {
            continue;
        }
        let item = of_record(&record, places).judge().map_err(|problem| Fault { row: Some(row), problem })?;
        if each(item) == Goes::NoFurther {
            return Err(Fault { row: Some(row), problem: "stopped".to_owned() });
        }
    }
    // A compressed file proves by its checksum that it is whole; a plain one only by the end of its last line.
    if !compressed && watch.last.get() != b'\n' {
        return Err(Fault { row: Some(row), problem: CUT_OFF.to_owned() });
    }
    Ok(row)
}

fn of_record(record: &csv::StringRecord, places: [Option<usize>; 14]) -> Entity {
    let mut values = places.map(|place| {
        let value = record.get(place?)?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    });
    let [
        number,
        name,
        form,
        form_text,
        country,
        postcode,
        town,
        municipality,
        municipality_number,
        registered,
        parent,
        bankrupt,
        winding_up,
        forced_winding_up,
    ] = std::mem::take(&mut values);
    let truth = |value: Option<String>| value.and_then(|value| value.to_ascii_lowercase().parse().ok());
    Entity {
        organisasjonsnummer: number,
        navn: name,
        organisasjonsform: form.map(|kode| Form { kode: Some(kode), beskrivelse: form_text }),
        forretningsadresse: postcode.is_some().then_some(Address {
            landkode: country,
            postnummer: postcode,
            poststed: town,
            kommune: municipality,
            kommunenummer: municipality_number,
        }),
        registreringsdato_enhetsregisteret: registered,
        overordnet_enhet: parent,
        konkurs: truth(bankrupt),
        under_avvikling: truth(winding_up),
        under_tvangsavvikling_eller_tvangsopplosning: truth(forced_winding_up),
        slettedato: None,
    }
}

fn csv_fault(row: Option<u64>, error: &csv::Error) -> Fault {
    let line = error.position().map(|position| format!(" (line {})", position.line())).unwrap_or_default();
    let problem = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => format!("{NOT_UTF8}{line}"),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!(
                "it has {len} columns where the first line has {expected_len}{line}: it was cut off, or is not CSV. Get it anew"
            )
        }
        csv::ErrorKind::Io(error) => io_problem(error),
        _ => format!("{error}"),
    };
    Fault { row, problem }
}
