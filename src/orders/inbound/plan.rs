//! What is to be done about a mail, and doing it. Deciding reads and asks Enhetsregisteret, which goes over the network;
//! doing is one transaction, which notices when the case was changed in between.

use super::Mail;
use super::corrections::{self, Correction};
use super::threads::{self, Thread, Voice};
use crate::app::App;
use crate::clock::{HOUR, Now};
use crate::config::SenderRule;
use crate::db::{Error, Tx, params};
use crate::mail::nature::Nature;
use crate::mail::sender_check::Verdict;
use crate::orders::awaiting::{self, Asker, Awaited, Gap};
use crate::orders::draft::is_email;
use crate::orders::place::{Arrival, Placed, check_parties, check_registry, place};
use crate::orders::reading::{self, Kind};
use crate::orders::repeats::{self, Repeated};
use crate::orders::{
    Channel, Checked, Draft, Order, OrderError, OrderKind, OrderState, letters, questions, words,
};

/// What is to be done.
#[derive(Debug)]
pub(super) enum Plan {
    /// A machine wrote it: it is set aside and never answered.
    SetAside,
    /// A handler reads it, for a reason; it may belong to a case.
    Desk(&'static str, Option<String>),
    /// It is a whole order.
    Place { checked: Box<Checked>, warnings: Vec<String>, unconfirmed: bool, mark: String },
    /// It is an order of which something is missing.
    Ask { draft: Draft, gaps: Vec<Gap>, mark: String },
    /// Its sender ordered it before, and nobody has decided yet.
    Repeat { order: Box<Order>, is_the_same: bool },
    /// It answers a handler's question, and may put something right.
    Answer { order: Box<Order>, text: String, corrections: Vec<Correction> },
    /// It puts something right in an order that is whole.
    Correct { order: Box<Order>, corrections: Vec<Correction> },
    /// It says what was missing; `corrected` is what it says otherwise than before.
    Complete { awaited: Box<Awaited>, checked: Box<Checked>, warnings: Vec<String>, corrected: Vec<String> },
    /// It says some of what was missing.
    AskAgain { awaited: Box<Awaited>, draft: Draft, gaps: Vec<Gap>, corrected: Vec<String> },
}

/// How a mail was settled, as its row keeps it.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub state: &'static str,
    pub note: &'static str,
    /// The order that the mail became.
    pub order_id: Option<String>,
    /// The case that it belongs to.
    pub case_number: Option<String>,
    /// Its sender may be written to.
    pub answerable: bool,
}

impl Settled {
    const fn desk(note: &'static str, case_number: Option<String>) -> Self {
        Self { state: "desk", note, order_id: None, case_number, answerable: true }
    }

    fn order(order: &Order) -> Self {
        Self {
            state: "order",
            note: "",
            order_id: Some(order.id.clone()),
            case_number: Some(order.case_number.clone()),
            answerable: true,
        }
    }

    const fn in_case(case_number: String) -> Self {
        Self { state: "order", note: "", order_id: None, case_number: Some(case_number), answerable: true }
    }
}

/// Whether the sender's domain does not stand behind the mail, where the settings make that matter.
fn is_doubted(app: &App, mail: &Mail) -> bool {
    app.config.mail_in.sender_rule == SenderRule::Confirm
        && mail.sender_check.as_ref().is_some_and(|found| found.verdict == Verdict::Fail)
}

/// Decides. Nothing is written.
pub(super) async fn decide(app: &App, mail: &Mail, now: Now) -> Result<Plan, OrderError> {
    if mail.judged.nature != Nature::Ordinary {
        return Ok(Plan::SetAside);
    }
    let thread = {
        let mut tx = app.db.read().await?;
        threads::find(&mut tx, &mail.references, &mail.subject, &mail.text, &mail.sender).await?
    };
    match thread {
        Some(thread) if !is_an_order_of_its_own(mail, &thread) => in_thread(app, mail, thread, now).await,
        _ => as_order(app, mail, now).await,
    }
}

/// A customer that a vendor named may order in its answer to a letter of the vendor's case.
fn is_an_order_of_its_own(mail: &Mail, thread: &Thread) -> bool {
    thread.voice == Voice::Customer
        && thread.order.kind == OrderKind::ExistingCustomer
        && mail.reading.kind == Kind::Direct
}

async fn as_order(app: &App, mail: &Mail, now: Now) -> Result<Plan, OrderError> {
    let reading = &mail.reading;
    let Some(kind) = reading.order_kind() else {
        let why = match reading.why_none {
            // What could not be read says nothing of what else the mail may be.
            Some(_) if mail.text.contains(char::REPLACEMENT_CHARACTER) => "wrong-charset",
            Some(why) => why.key(),
            None => "ambiguous",
        };
        return Ok(Plan::Desk(why, None));
    };
    let mut draft = Draft::new(kind, reading.language);
    let doubts = awaiting::put_facts(&mut draft, &reading.facts, &reading.unread);
    let mark = repeats::mark_of(app, &mail.sender, is_doubted(app, mail), &draft);
    let (gaps, checked) = look(app, &draft, &doubts).await?;
    if let Some((checked, warnings)) = checked {
        let contact = checked.applicant().map_or("", |party| party.contact.email.as_str());
        // Whose sender cannot be believed is a stranger, and so is who orders in somebody else's name.
        let unconfirmed = is_doubted(app, mail) || !awaiting::speaks_for(&mail.sender, contact);
        let plan = Plan::Place { checked: Box::new(checked), warnings, unconfirmed, mark: mark.clone() };
        return unless_repeated(app, mail, now, plan, &mark).await;
    }
    if !is_email(&mail.sender) {
        return Ok(Plan::Desk("no-reply-address", None));
    }
    let plan = Plan::Ask { draft, gaps, mark: mark.clone() };
    unless_repeated(app, mail, now, plan, &mark).await
}

/// What its sender ordered before and nobody has decided on is not ordered a second time: what that order waits for it may
/// complete, and else it is threaded onto it.
async fn unless_repeated(
    app: &App,
    mail: &Mail,
    now: Now,
    plan: Plan,
    mark: &str,
) -> Result<Plan, OrderError> {
    let found = {
        let mut tx = app.db.read().await?;
        repeats::find_open(&mut tx, mark).await?
    };
    let Some(Repeated { order, digest }) = found else { return Ok(plan) };
    if order.state == OrderState::AwaitingSender {
        return in_thread(app, mail, Thread { order, voice: Voice::Applicant }, now).await;
    }
    let is_the_same = matches!(&plan, Plan::Place { checked, .. } if checked.digest() == digest);
    Ok(Plan::Repeat { order: Box::new(order), is_the_same })
}

/// What is missing in a draft; what is whole comes back checked, with the warnings.
async fn look(
    app: &App,
    draft: &Draft,
    doubts: &[String],
) -> Result<(Vec<Gap>, Option<(Checked, Vec<String>)>), OrderError> {
    let checked = draft.check().ok();
    let findings = if let Some(checked) = &checked {
        check_registry(app, checked).await?
    } else {
        let whole = |who: &str, kinds: &[OrderKind]| {
            kinds.contains(&draft.kind).then(|| draft.whole_party(who)).flatten()
        };
        let vendor = whole("vendor", &[OrderKind::FictionalCustomer, OrderKind::ExistingCustomer]);
        let customer = whole("customer", &[OrderKind::ExistingCustomer, OrderKind::Direct]);
        check_parties(app, vendor.as_ref(), customer.as_ref()).await?
    };
    let gaps = awaiting::gaps(draft, doubts, &findings.faults);
    let whole = checked.filter(|_| gaps.is_empty()).map(|checked| (checked, findings.warnings));
    Ok((gaps, whole))
}

async fn in_thread(app: &App, mail: &Mail, thread: Thread, now: Now) -> Result<Plan, OrderError> {
    let Thread { order, voice } = thread;
    let desk = |why| Ok(Plan::Desk(why, Some(order.case_number.clone())));
    match voice {
        Voice::Stranger => return desk("stranger"),
        Voice::Customer => return desk("in-thread"),
        Voice::Applicant if is_doubted(app, mail) => return desk("sender-doubted"),
        Voice::Applicant => {}
    }
    let awaited = {
        let mut tx = app.db.read().await?;
        awaiting::find(&mut tx, app, now, &order).await?
    };
    let Some(awaited) = awaited else {
        let answer = reading::read_answer(&mail.raw, order.kind, &[]);
        let verdict = mail.sender_check.as_ref().map(|found| found.verdict);
        let corrections = corrections::in_undecided(&order, &answer, verdict);
        let (order, text) = (Box::new(order), answer.said);
        return Ok(if order.asked_at.is_some() && !text.is_empty() {
            Plan::Answer { order, text, corrections }
        } else if corrections.is_empty() {
            Plan::Desk("in-thread", Some(order.case_number))
        } else {
            Plan::Correct { order, corrections }
        });
    };
    let asked: Vec<&str> = awaited.asked.iter().map(String::as_str).collect();
    let answer = reading::read_answer(&mail.raw, order.kind, &asked);
    if answer.another_kind {
        return desk("another-kind");
    }
    let mut draft = awaited.draft.clone();
    let mut doubts = awaiting::put_facts(&mut draft, &answer.facts, &answer.unread);
    // What was doubted and is said once more is meant so.
    doubts.retain(|field| awaited.draft.get(field) != draft.get(field));
    let said = |field: &String| {
        let path = if field == "legal_basis_text" { "legal_basis" } else { field.as_str() };
        answer.facts.contains_key(path)
    };
    if !answer.agrees {
        doubts.extend(awaited.doubts.iter().filter(|field| !said(field)).cloned());
    }
    if answer.facts.is_empty() && !answer.agrees {
        return desk("in-thread");
    }
    let (gaps, checked) = look(app, &draft, &doubts).await?;
    let corrected = corrections::in_awaited(&awaited, &draft);
    let awaited = Box::new(awaited);
    Ok(match checked {
        Some((checked, warnings)) => {
            Plan::Complete { awaited, checked: Box::new(checked), warnings, corrected }
        }
        None => Plan::AskAgain { awaited, draft, gaps, corrected },
    })
}

/// Does it. `None` when the case was changed since it was decided: nothing of it may then be kept, and it is decided anew.
pub(super) async fn carry_out(
    tx: &mut Tx,
    app: &App,
    now: Now,
    mail: &Mail,
    plan: Plan,
) -> Result<Option<Settled>, OrderError> {
    let asker = Asker { email: &mail.sender, message_id: &mail.message_id };
    if !matches!(plan, Plan::SetAside) {
        repeats::lock_sender(tx, app, now, &mail.sender).await?;
    }
    Ok(Some(match plan {
        Plan::SetAside => {
            Settled { state: "set_aside", note: mail.judged.nature.key(), ..Settled::default() }
        }
        Plan::Desk(why, case) => {
            let answerable = !matches!(why, "stranger" | "sender-doubted");
            Settled { answerable, ..Settled::desk(why, case) }
        }
        Plan::Place { checked, warnings, unconfirmed, mark } => {
            if repeats::find_open(tx, &mark).await?.is_some() {
                return Ok(None);
            }
            if !count_order(tx, app, now, &mail.sender).await? {
                return Ok(Some(Settled { answerable: false, ..Settled::desk("too-many", None) }));
            }
            let arrival = Arrival {
                channel: Channel::Mail,
                once_key: &format!("mail:{}", mail.message_id),
                actor: "mail",
                unconfirmed,
                reply_to: Some(&mail.message_id),
                added: None,
            };
            let placed = place(tx, app, now, &checked, &warnings, arrival).await?;
            let (Placed::New(order) | Placed::Same(order) | Placed::Conflict(order)) = placed;
            repeats::remember(tx, now, &mark, &order.id).await?;
            Settled::order(&order)
        }
        Plan::Repeat { order, is_the_same } => {
            let may_answer = awaiting::may_answer(tx, app, now, &mail.sender).await?;
            if !repeats::receive(tx, app, now, &order, &mail.message_id, may_answer).await? {
                return Ok(None);
            }
            if is_the_same {
                Settled::in_case(order.case_number)
            } else {
                Settled::desk("repeated-otherwise", Some(order.case_number))
            }
        }
        Plan::Ask { draft, gaps, mark } => {
            if repeats::find_open(tx, &mark).await?.is_some() {
                return Ok(None);
            }
            if !awaiting::may_answer(tx, app, now, &mail.sender).await? {
                return Ok(Some(Settled { answerable: false, ..Settled::desk("too-many-answers", None) }));
            }
            if !count_order(tx, app, now, &mail.sender).await? {
                return Ok(Some(Settled { answerable: false, ..Settled::desk("too-many", None) }));
            }
            match awaiting::begin(tx, app, now, &draft, &gaps, asker).await? {
                Some(order) => {
                    repeats::remember(tx, now, &mark, &order.id).await?;
                    Settled::order(&order)
                }
                None => Settled::desk("in-thread", None),
            }
        }
        Plan::Correct { order, corrections } => {
            if !corrections::put_right(tx, app, now, &order, &corrections).await? {
                return Ok(None);
            }
            // Whatever else it says, a handler reads.
            Settled::desk("corrected", Some(order.case_number))
        }
        Plan::Answer { order, text, corrections } => {
            let Some(applicant) = order.applicant() else { return Ok(None) };
            if !corrections::put_right(tx, app, now, &order, &corrections).await? {
                return Ok(None);
            }
            let text = words::of_mail(&text);
            let answered =
                questions::answer(tx, app, now, &order.case_number, applicant.number, &text, "mail").await;
            match answered {
                Ok(_) => Settled::in_case(order.case_number),
                Err(OrderError::NothingAsked | OrderError::NotFound | OrderError::TextMissing) => {
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
        }
        Plan::Complete { awaited, checked, warnings, corrected } => {
            corrections::tell(tx, app, now, &awaited.order, &corrected).await?;
            let what = (&*checked, warnings.as_slice());
            if !awaiting::complete_by_mail(tx, app, now, &awaited, what, &mail.message_id).await? {
                return Ok(None);
            }
            Settled::in_case(awaited.order.case_number)
        }
        Plan::AskAgain { awaited, draft, gaps, corrected } => {
            if !awaiting::keep(tx, app, now, &awaited, &draft, &gaps).await? {
                return Ok(None);
            }
            corrections::tell(tx, app, now, &awaited.order, &corrected).await?;
            if !awaiting::may_answer(tx, app, now, &mail.sender).await? {
                let case = Some(awaited.order.case_number);
                return Ok(Some(Settled { answerable: false, ..Settled::desk("too-many-answers", case) }));
            }
            awaiting::ask_again(tx, app, now, &awaited, (&draft, &gaps), asker).await?;
            Settled::in_case(awaited.order.case_number)
        }
    }))
}

/// The sender is told that a number was masked; a stranger to the case and a sender of too many mails are told nothing.
pub(super) async fn tell_masked(
    tx: &mut Tx,
    app: &App,
    now: Now,
    mail: &Mail,
    settled: &Settled,
) -> Result<(), OrderError> {
    if !settled.answerable
        || !is_email(&mail.sender)
        || !awaiting::may_answer(tx, app, now, &mail.sender).await?
    {
        return Ok(());
    }
    let asker = Asker { email: &mail.sender, message_id: &mail.message_id };
    let about = (mail.reading.language, mail.subject.as_str());
    letters::number_masked(tx, app, now, settled.case_number.as_deref(), asker, about).await
}

/// One more order by mail from this sender in this hour, if it may: of two at once, the row's lock lets one count first.
async fn count_order(tx: &mut Tx, app: &App, now: Now, sender: &str) -> Result<bool, Error> {
    let mark = app.keys.link_secret(&format!("mailed-orders:{}", sender.to_lowercase()));
    let counted = tx
        .execute(
            "INSERT INTO mailed_orders_an_hour (sender_mark, hour, placed) VALUES ($1, $2, 1)
             ON CONFLICT (sender_mark, hour) DO UPDATE SET placed = mailed_orders_an_hour.placed + 1
             WHERE mailed_orders_an_hour.placed < $3",
            params![mark, now.wall.div_euclid(HOUR), i64::from(app.config.orders_per_hour)],
        )
        .await?;
    Ok(counted == 1)
}
