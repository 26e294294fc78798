//! The integration guide: its examples are run as they stand on the page, since people copy them.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use fullmakt::clients::{self, NewClient};
use fullmakt::jose::{SigningKey, pem_of_private_key};
use fullmakt::orders::OrderKind;

use crate::orders::{carried_out, draft};
use crate::support::TestApp;
use crate::support::app::Browser;

/// The contact of an order of this kind that is carried out, logged in by its letter.
async fn contact<'a>(test: &'a TestApp, kind: OrderKind, address: &str) -> Browser<'a> {
    carried_out(test, &draft(kind)).await;
    contact_of(test, address).await
}

/// Whoever has this address, logged in by its latest letter.
async fn contact_of<'a>(test: &'a TestApp, address: &str) -> Browser<'a> {
    let mails = test.mailbox().await;
    let mail = mails.iter().rfind(|mail| mail.to == address).expect("a letter");
    let (_, link) = mail.body.split_once("/lenke/").expect("a link");
    let link = link.split_whitespace().next().unwrap_or_default();
    let mut browser = test.browser();
    browser.follow(&format!("/lenke/{link}")).await;
    browser
}

/// The example that the page names so.
fn example(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("aria-label=\"{name}\">")).expect("the example");
    let (text, _) = rest.split_once("</pre>").expect("its end");
    [("&#39;", "'"), ("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// What the guide starts the programs that keep a copy with: their boxes are named by the language and a colon.
fn started_with(page: &str) -> String {
    let boxes = page.split("<pre class=\"code\"").skip(1);
    let commands: Vec<&str> = boxes
        .filter_map(|text| text.split_once('>'))
        .filter(|(tag, _)| tag.contains(": "))
        .filter_map(|(_, text)| text.split("</pre>").next())
        .collect();
    assert_eq!(commands.len(), 3, "one for each language");
    commands.join("\n")
}

#[expect(clippy::print_stderr, reason = "what could not be run says so")]
/// Runs a program beside the server, which answers on the test's own thread.
async fn run(folder: &Path, program: &'static str, file: &'static str) -> Option<Output> {
    let mut command = Command::new(program);
    command.arg(file).current_dir(folder).env("PYTHONPATH", folder).stdin(Stdio::null());
    match tokio::task::spawn_blocking(move || command.output()).await.expect("it ran") {
        Ok(output) => Some(output),
        Err(error) => {
            eprintln!("skipped: {program} cannot be run here: {error}");
            None
        }
    }
}

#[tokio::test]
#[expect(clippy::print_stderr, reason = "what could not be run says so")]
async fn a_refused_example_prints_the_whole_answer_and_fails() {
    let test = TestApp::listening().await;
    let mut browser = contact(&test, OrderKind::FictionalCustomer, "mari@leverandor.example").await;
    // There is no client yet, so that every request is refused, whatever this machine's clock says.
    let page = browser.get("/sak/2026-00001/veiledning").await;
    assert!(page.text().contains("fullmakt-key.pem"), "{}", page.text());
    assert!(page.body.contains("consumer_org"), "the vendor says for whom");
    let folder = tempfile::tempdir().expect("a folder");
    let pkcs8 = SigningKey::generate(2048).and_then(|key| key.to_pkcs8()).expect("a key");
    std::fs::write(folder.path().join("fullmakt-key.pem"), pem_of_private_key(&pkcs8)).expect("written");
    // PyJWT need not be here: what it makes is refused all the same.
    std::fs::write(folder.path().join("jwt.py"), "def encode(*_, **__):\n    return 'a.b.c'\n")
        .expect("written");
    for (name, program, file) in
        [("curl", "sh", "fetch.sh"), ("Python", "python3", "fetch.py"), ("JavaScript", "node", "fetch.mjs")]
    {
        std::fs::write(folder.path().join(file), example(&page.body, name)).expect("written");
        let Some(output) = run(folder.path(), program, file).await else { continue };
        let told = String::from_utf8_lossy(&output.stderr);
        if told.contains("not found") {
            eprintln!("skipped: {name}: {told}");
            continue;
        }
        assert!(!output.status.success(), "{name} ends with a failure: {told}");
        assert!(told.contains("error_description") && told.contains("trace_id"), "{name}: {told}");
        assert!(output.stdout.is_empty(), "{name} goes no further");
    }
}

#[tokio::test]
async fn who_has_access_of_its_own_is_not_told_to_name_a_customer() {
    let test = TestApp::new().await;
    let mut browser = contact(&test, OrderKind::Direct, "ola@kunde.example").await;
    for language in ["nb", "nn", "en"] {
        browser.language = language;
        let page = browser.get("/sak/2026-00001/veiledning").await;
        // The programs that keep a copy take the customer as an option; what they are started with here names none.
        let programs = page.body.find("<details").unwrap_or(page.body.len());
        for place in [page.body.get(..programs).unwrap_or_default(), &started_with(&page.body)] {
            assert!(
                !place.contains("consumer_org") && !place.contains("consumer-org"),
                "{language}: {place}"
            );
        }
    }
}

#[tokio::test]
async fn the_examples_name_the_client_whose_key_came_last() {
    let test = TestApp::new().await;
    let order = carried_out(&test, &draft(OrderKind::FictionalCustomer)).await;
    let vendor = order.vendor.as_ref().expect("a vendor").number;
    let scope = order.scope.clone().expect("a scope");
    let mut browser = contact_of(&test, "mari@leverandor.example").await;
    let mut keys = Vec::new();
    for name in ["eldst", "yngst", "uten nøkkel"] {
        test.advance(1_000);
        let (app, now) = (&test.app, test.app.now());
        let mut tx = app.db.begin_write().await.expect("write");
        let new = NewClient::named(vendor, name, vec![scope.clone()]);
        let client =
            clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.expect("made");
        if name != "uten nøkkel" {
            let jwk = SigningKey::generate(2048).expect("a key").public_jwk();
            clients::replace_keys(&mut tx, app, now, &client.id, vendor, &[jwk], "operator")
                .await
                .expect("a key");
        }
        tx.commit().await.expect("commit");
        keys.push(client.id);
    }
    let page = browser.get(&format!("/sak/{}/veiledning", order.case_number)).await;
    assert!(page.body.contains(&keys[1]), "{}", page.text());
    assert!(!page.body.contains(&keys[0]) && !page.body.contains(&keys[2]), "{}", page.text());
}
