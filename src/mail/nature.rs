//! What a message is: somebody's own words, or the voice of a machine that must never be answered. Pure.
//!
//! Two programs that answer each other never stop, so whatever looks automatic is set aside (RFC 3834 §2); nothing is
//! thrown away, and a handler sees it with the sign it was recognised by. A single doubtful sign, such as a subject line,
//! is not enough.

use mail_parser::{Message, MimeHeaders as _, PartType};

/// Text that is looked through for what a bounce says, in characters.
const LOOKED_AT: usize = 20_000;

/// What a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nature {
    /// Somebody's own words.
    Ordinary,
    /// An answer or notice that a program made: out of office, a read receipt, a delay.
    Automatic,
    /// A mail server could not deliver a letter.
    Bounce(Bounce),
    /// From a mailing list.
    List,
    /// A letter of our own that came back to us whole.
    Own,
}

impl Nature {
    /// The word in the database, and the end of the texts' keys.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Automatic => "automatic",
            Self::Bounce(_) => "bounce",
            Self::List => "list",
            Self::Own => "own",
        }
    }
}

/// What a bounce says about the letter that did not arrive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounce {
    /// The letter's Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// The enhanced status code (RFC 3463): `5.1.1` is an address that is not there.
    pub status: Option<String>,
}

/// A message judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What it is.
    pub nature: Nature,
    /// What it was recognised by, as the header's name stands in the standards; empty for an ordinary message.
    pub sign: &'static str,
}

/// Judges `message`. `envelope_from` is what the sender's server gave as the address for errors, `None` where no server
/// said; `own_address` is ours.
pub fn judge(message: &Message<'_>, envelope_from: Option<&str>, own_address: &str) -> Judged {
    let found = own(message, own_address)
        .map(|sign| (Nature::Own, sign))
        .or_else(|| report(message))
        .or_else(|| mailer_daemon(message, envelope_from))
        .or_else(|| list(message).map(|sign| (Nature::List, sign)))
        .or_else(|| automatic(message, envelope_from, own_address).map(|sign| (Nature::Automatic, sign)));
    let (nature, sign) = found.unwrap_or((Nature::Ordinary, ""));
    Judged { nature, sign }
}

/// A header's value in lower case, without comments' blanks; empty when it is missing.
fn header(message: &Message<'_>, name: &str) -> String {
    message
        .headers_raw()
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_lowercase())
        .unwrap_or_default()
}

fn has(message: &Message<'_>, name: &str) -> bool {
    message.headers_raw().any(|(found, _)| found.eq_ignore_ascii_case(name))
}

fn from_address(message: &Message<'_>) -> String {
    message
        .from()
        .and_then(|from| from.first())
        .and_then(|address| address.address())
        .unwrap_or_default()
        .to_lowercase()
}

/// Whether a Message-ID is one that `letter.rs` makes: a ULID at our host.
fn is_ours(id: &str, own_address: &str) -> bool {
    let host = own_address.rsplit_once('@').map_or("", |(_, host)| host);
    id.trim().trim_matches(['<', '>']).rsplit_once('@').is_some_and(|(local, domain)| {
        domain.eq_ignore_ascii_case(host)
            && local.len() == 26
            && local.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn own(message: &Message<'_>, own_address: &str) -> Option<&'static str> {
    if message.message_id().is_some_and(|id| is_ours(id, own_address)) {
        return Some("Message-ID");
    }
    from_address(message).eq_ignore_ascii_case(own_address).then_some("From")
}

/// RFC 3462 reports: delivery status (RFC 3464), and the others, of which none wants an answer.
fn report(message: &Message<'_>) -> Option<(Nature, &'static str)> {
    let kind = message.content_type()?;
    let declared = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"));
    // Some servers put the machine's part into a message that does not say so.
    let status = part_of(message, "message", "delivery-status")
        .or_else(|| part_of(message, "message", "global-delivery-status"));
    let Some(status) = status else {
        return declared.then_some((Nature::Automatic, "multipart/report"));
    };
    let field = |name: &str| {
        let line = status.lines().find(|line| {
            line.split_once(':').is_some_and(|(found, _)| found.trim().eq_ignore_ascii_case(name))
        })?;
        line.split_once(':').map(|(_, value)| value.trim().to_lowercase())
    };
    let action = field("Action").unwrap_or_default();
    let code = field("Status").and_then(|value| status_code(&value));
    // `delayed`, `delivered`, `relayed` and `expanded` are news, not a letter that came back.
    let failed = action.starts_with("failed")
        || action.is_empty() && code.as_deref().is_none_or(|code| code.starts_with('5'));
    if !failed {
        return Some((Nature::Automatic, "message/delivery-status"));
    }
    let bounce = Bounce {
        message_id: original_id(message),
        status: code.or_else(|| field("Diagnostic-Code").and_then(|value| status_code(&value))),
    };
    Some((Nature::Bounce(bounce), "message/delivery-status"))
}

/// What servers write that do not know RFC 3464: qmail, older Exim, gateways.
fn mailer_daemon(message: &Message<'_>, envelope_from: Option<&str>) -> Option<(Nature, &'static str)> {
    const SUBJECTS: [&str; 16] = [
        "undeliver",
        "returned mail",
        "returned to sender",
        "failure notice",
        "delivery fail",
        "delivery status notification (failure)",
        "mail delivery failed",
        "mail delivery system",
        "message could not be delivered",
        "delivery has failed",
        "nondeliverable",
        "non remis",
        "unzustellbar",
        "kan ikke leveres",
        "kunne ikke leveres",
        "uleverbar",
    ];
    let bounced = |sign| {
        let bounce = Bounce { message_id: original_id(message), status: status_code(&text_of(message)) };
        Some((Nature::Bounce(bounce), sign))
    };
    if has(message, "X-Failed-Recipients") {
        return bounced("X-Failed-Recipients");
    }
    let sender = from_address(message);
    let local = sender.split('@').next().unwrap_or_default();
    let daemon = matches!(local, "mailer-daemon" | "postmaster" | "mail-daemon" | "mailerdaemon")
        || local.starts_with("microsoftexchange")
        || is_empty_sender(message, envelope_from);
    let subject = message.subject().unwrap_or_default().to_lowercase();
    (daemon && SUBJECTS.iter().any(|known| subject.contains(known)))
        .then(|| bounced("MAILER-DAEMON"))
        .flatten()
}

fn is_empty_sender(message: &Message<'_>, envelope_from: Option<&str>) -> bool {
    match envelope_from {
        Some(from) => from.is_empty(),
        None => header(message, "Return-Path") == "<>",
    }
}

fn list(message: &Message<'_>) -> Option<&'static str> {
    for sign in ["List-Id", "List-Unsubscribe", "List-Post"] {
        if has(message, sign) {
            return Some(sign);
        }
    }
    (header(message, "Precedence") == "list").then_some("Precedence")
}

fn automatic(message: &Message<'_>, envelope_from: Option<&str>, own_address: &str) -> Option<&'static str> {
    // RFC 3834 §5: `no` is said of a person's own words; parameters and comments may follow.
    let submitted = header(message, "Auto-Submitted");
    let submitted = submitted.split([';', '(', ' ', '\t']).next().unwrap_or_default();
    if !submitted.is_empty() && submitted != "no" {
        return Some("Auto-Submitted");
    }
    for sign in ["X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Autogenerated", "X-Mail-Autoreply"] {
        let value = header(message, sign);
        if has(message, sign) && value != "no" && value != "false" {
            return Some(sign);
        }
    }
    // Exchange says in it which answers it does not want; people's own mails do not carry it.
    let suppressed = header(message, "X-Auto-Response-Suppress");
    if !suppressed.is_empty() && suppressed != "none" {
        return Some("X-Auto-Response-Suppress");
    }
    if header(message, "X-MS-Exchange-Generated-Message-Source").contains("mailbox rules agent") {
        return Some("X-MS-Exchange-Generated-Message-Source");
    }
    if matches!(header(message, "Precedence").as_str(), "auto_reply" | "auto-reply" | "bulk" | "junk") {
        return Some("Precedence");
    }
    if is_empty_sender(message, envelope_from) {
        return Some("Return-Path");
    }
    let answers_us = ["In-Reply-To", "References"].into_iter().any(|name| {
        message
            .headers_raw()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .any(|(_, value)| value.split_whitespace().any(|id| is_ours(id, own_address)))
    });
    let sender = from_address(message);
    let local = sender.split('@').next().unwrap_or_default().replace(['-', '_', '.'], "");
    let nobody = ["noreply", "donotreply", "ikkesvar", "autoresponder", "autosvar", "mailerdaemon"]
        .into_iter()
        .any(|name| local.starts_with(name));
    (is_vacation(message.subject().unwrap_or_default()) && (answers_us || nobody)).then_some("Subject")
}

/// Subjects that out-of-office programs give. People write them too, so that they count with another sign only.
fn is_vacation(subject: &str) -> bool {
    const STARTS: [&str; 16] = [
        "automatisk svar", "autosvar", "auto:", "autoreply", "auto reply", "auto-reply", "automatic reply",
        "automatic response", "out of office", "out of the office", "fravær", "fråvær", "ikke til stede",
        "på ferie", "frånvaro", "abwesenheit",
    ];
    let subject = subject.trim().to_lowercase();
    STARTS.iter().any(|start| subject.starts_with(start))
}

/// The text of the first part of this type, in this message or in one inside it.
fn part_of(message: &Message<'_>, kind: &str, subtype: &str) -> Option<String> {
    message.parts.iter().find_map(|part| {
        let found = part.content_type()?;
        if !found.ctype().eq_ignore_ascii_case(kind)
            || !found.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subtype))
        {
            return None;
        }
        // The library takes every `message/…` apart as if it were a mail; the words are in what it was made of.
        Some(match &part.body {
            PartType::Message(inner) => String::from_utf8_lossy(inner.raw_message()).into_owned(),
            _ => String::from_utf8_lossy(part.contents()).into_owned(),
        })
    })
}

/// The Message-ID of the letter that a bounce gives back: in the letter itself, in its headers, or in the text.
fn original_id(message: &Message<'_>) -> Option<String> {
    let inside = message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(inner) => inner.message_id().map(str::to_owned),
        _ => None,
    });
    inside
        .or_else(|| {
            ["rfc822-headers", "rfc822"]
                .into_iter()
                .flat_map(|subtype| ["text", "message"].map(|kind| (kind, subtype)))
                .find_map(|(kind, subtype)| id_in(&part_of(message, kind, subtype)?))
        })
        .or_else(|| id_in(&text_of(message)))
        .or_else(|| {
            // Exchange and others name what they answer in the thread's headers.
            ["In-Reply-To", "References"].into_iter().find_map(|name| {
                let ids = message.headers_raw().find(|(found, _)| found.eq_ignore_ascii_case(name))?.1;
                ids.split_whitespace().next_back().map(str::to_owned)
            })
        })
        .map(|id| id.trim().trim_matches(['<', '>']).chars().filter(|c| !c.is_control()).take(320).collect())
        .filter(|id: &String| id.contains('@'))
}

/// A line `Message-ID: <…>` in a text, which may be quoted or indented.
fn id_in(text: &str) -> Option<String> {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim_start_matches(['>', ' ', '|', '\t']);
        let (Some(name), Some(value)) = (line.get(..11), line.get(11..)) else { continue };
        if name.eq_ignore_ascii_case("message-id:") {
            // A long header goes on in the next line.
            let value = if value.trim().is_empty() { lines.next().unwrap_or_default() } else { value };
            return Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        }
    }
    None
}

fn text_of(message: &Message<'_>) -> String {
    let mut text = String::new();
    for part in 0..message.text_body_count() {
        text.push_str(&message.body_text(part).unwrap_or_default());
        text.push('\n');
    }
    text.chars().take(LOOKED_AT).collect()
}

/// The first enhanced status code (RFC 3463 §2) of a failure in a text, else one of a delay.
fn status_code(text: &str) -> Option<String> {
    let codes = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|word| {
        let word = word.trim_matches('.');
        let parts: Vec<&str> = word.split('.').collect();
        let digits = |part: &&str| (1..=3).contains(&part.len());
        // Three parts and not four: an address of a server is no status.
        (matches!(parts.first(), Some(&("4" | "5"))) && parts.len() == 3 && parts.iter().all(digits))
            .then(|| word.to_owned())
    });
    let all: Vec<String> = codes.take(10).collect();
    all.iter().find(|code| code.starts_with('5')).or_else(|| all.first()).cloned()
}

#[cfg(test)]
mod tests;
