//! A mail in which something is missing, and the answer that completes it, around the places where they are settled.

use super::{FICTIONAL, PLACING, World, count};

const POINTS: [&str; 4] = [
    "mail:stored-before-commit", "mail:stored-after-commit", "order:placed:before-commit",
    "order:placed:after-commit",
];

/// A vendor for every place.
const VENDORS: [&str; POINTS.len()] = ["910049356", "810414782", "810305002", "810844612"];

/// Sends a mail to a process that ends at `point`, and once more when nobody acknowledged it; then waits for its letter.
async fn around(world: &mut World, point: &str, message_id: &str, text: &str, letters: usize) {
    let doomed = world.start(Some(point)).await;
    let taken = doomed.mail(message_id, text).await;
    doomed.dies(point).await;
    let app = world.open().await;
    world.let_claims_run_out(&app).await;
    let process = world.start(None).await;
    if !taken {
        assert!(process.mail(message_id, text).await, "{point}");
    }
    world.relay.wait_for(letters, point).await;
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_is_asked_about_and_answered_survives_a_kill_at_every_place() {
    assert!(POINTS.iter().all(|point| PLACING.contains(point)));
    let mut world = World::new().await;
    world.more.insert("FULLMAKT_ANSWERS_PER_DAY", "100".to_owned());
    let incomplete = FICTIONAL.replace("Telefonnummer til testansvarlig: 22334455\r\n", "");
    assert_ne!(incomplete, FICTIONAL);
    for (round, point) in POINTS.iter().enumerate() {
        let message_id = format!("ufullstendig-{round}@leverandor.example");
        // The same vendor's order mailed again would be the one of the round before, which nobody has decided on.
        let incomplete = incomplete.replace("910049356", VENDORS[round]);
        around(&mut world, point, &message_id, &incomplete, 2 * round + 1).await;
        let app = world.open().await;
        let waiting = "SELECT count(*) AS n FROM orders WHERE state = 'awaiting_sender'";
        assert_eq!(count(&app, waiting).await, 1, "{point}: asked once");
        let case = {
            let mut tx = app.db.read().await.expect("read");
            let key = format!("mail:{message_id}");
            let order = fullmakt::orders::store::find_by_once_key(&mut tx, &key).await.expect("query");
            order.expect("the mail became an order").0.case_number
        };
        let answer = format!("Det gjelder sak {case}. Telefonnummeret er 22 33 44 55.\r\n");
        around(&mut world, point, &format!("svar-{round}@leverandor.example"), &answer, 2 * round + 2).await;
        let rounds = i64::try_from(round + 1).expect("few");
        for (what, number) in [
            ("orders", rounds),
            ("orders WHERE state = 'received' AND vendor_contact_phone = '+4722334455'", rounds),
            ("inbound_mail WHERE state = 'order'", 2 * rounds),
            ("letters WHERE kind = 'missing'", rounds),
            ("letters WHERE kind = 'completed'", rounds),
            ("letters", 2 * rounds),
            ("awaited_orders", 0),
            ("order_drafts WHERE used_at IS NOT NULL", rounds),
            ("audit WHERE action = 'order.completed'", rounds),
            ("case_numbers WHERE last = (SELECT count(*) FROM orders)", 1),
        ] {
            let sql = format!("SELECT count(*) AS n FROM {what}");
            assert_eq!(count(&app, &sql).await, number, "{point}: {what}");
        }
    }
}
