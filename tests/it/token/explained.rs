//! What a page says about a refusal: the values that were seen, what was required, and in the reader's language.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;

#[tokio::test]
async fn times_that_do_not_hold_are_told_with_their_values() {
    let world = World::delegated().await;
    let now = world.claims()["iat"].as_i64().expect("iat");
    let times = async |iat: i64, exp: i64| {
        let answer =
            world.ask(&changed(world.claims(), &json!({ "iat": now + iat, "exp": now + exp }))).await;
        format!("/forklar/{}", trace_id(&answer))
    };
    let (old, backwards) = (times(-40, 60).await, times(3, 1).await);
    let mut browser = world.test.browser();
    for (language, ages, order) in [
        ("nb", "iat for 40 s siden, exp om 60 s", "er ikke senere enn iat"),
        ("nn", "iat for 40 s sidan, exp om 60 s", "er ikkje seinare enn iat"),
        ("en", "iat 40 s ago, exp 60 s from now", "is not later than iat"),
    ] {
        browser.language = language;
        let page = browser.get(&old).await.text();
        assert!(page.contains(ages), "{language}: {page}");
        let page = browser.get(&backwards).await.text();
        let order = format!("exp ({}) {order} ({})", now + 1, now + 3);
        assert!(page.contains(&order), "{language}: {page}");
    }
}

#[tokio::test]
async fn a_refusal_is_explained_in_three_languages_and_a_visitor_sees_no_key_list() {
    let world = World::new().await;
    let answer = world.ask_with(&json!({ "alg": "RS256", "kid": "other" }), &world.claims(), &KEY).await;
    let path = format!("/forklar/{}", trace_id(&answer));
    let mut browser = world.test.browser();
    for (language, word) in [("nb", "Stoppet her"), ("nn", "Stoppa her"), ("en", "Stopped here")] {
        browser.language = language;
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains(word), "{}", page.text());
        assert!(!page.body.contains(KEY.kid()), "the client's keys are for its own organisation");
    }
    let mut handler = world.test.handler().await;
    assert!(handler.get(&path).await.body.contains(KEY.kid()));
    let found = browser.post("/forklar", &[("trace_id", &answer.body)]).await;
    assert_eq!(found.location(), path);
    for code in fullmakt::token::pages::HELP {
        assert_eq!(browser.get(&format!("/errors/{code}")).await.status, StatusCode::OK, "{code}");
    }
}

#[tokio::test]
async fn what_a_check_saw_and_required_is_told_in_the_readers_language() {
    let world = World::new().await;
    let path = |answer: &Answer| format!("/forklar/{}", trace_id(answer));
    let never = path(&world.ask(&world.claims()).await);
    let mut long = world.claims();
    long["exp"] = json!(long["iat"].as_i64().expect("iat") + 121);
    let long = path(&world.ask(&long).await);
    let broken = path(&world.post("a.b").await);
    let mut browser = world.test.browser();
    for (language, told, title) in [
        (
            "nb",
            [
                "aldri gitt", "s igjen", "tildelt 313513408", "høyst 120 s mellom iat og exp",
                "granten har 2 deler",
            ],
            "Register over reelle rettighetshavere - Rapporteringspliktig virksomhet - På vegne av",
        ),
        (
            "nn",
            [
                "aldri gitt", "s igjen", "tildelt 313513408", "høgst 120 s mellom iat og exp",
                "granten har 2 delar",
            ],
            "Register over reelle rettshavarar - Rapporteringspliktig verksemd - På vegner av",
        ),
        (
            "en",
            [
                "never given", "s left", "granted to 313513408", "at most 120 s between",
                "the grant has 2 parts",
            ],
            "Register of beneficial owners - Obliged entity - On behalf of",
        ),
    ] {
        browser.language = language;
        let mut pages = String::new();
        for path in [&never, &long, &broken] {
            pages.push_str(&browser.get(path).await.text());
        }
        for told in told.into_iter().chain([title]) {
            assert!(pages.contains(told), "{language}: {told}: {pages}");
        }
        let english = ["never given", " left", "granted to", "at most", "within", "the token is about"];
        for word in english.into_iter().filter(|_| language != "en") {
            assert!(!pages.contains(word), "{language}: {word}: {pages}");
        }
        assert_eq!(pages.contains(" kl. "), language != "en", "{language}: {pages}");
    }
    // The rows themselves hold no sentence of any language.
    let kept = world.test.count("SELECT count(*) AS n FROM ledger WHERE checks LIKE '%never given%'").await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn what_was_sent_is_told() {
    let world = World::new().await;
    let pages = async |answer: Answer| {
        let path = format!("/forklar/{}", trace_id(&answer));
        let mut browser = world.test.browser();
        let mut pages = Vec::new();
        for language in ["nb", "nn", "en"] {
            browser.language = language;
            pages.push(browser.get(&path).await.text());
        }
        pages
    };
    let now = world.claims()["iat"].as_i64().expect("iat");
    let scopes = (0..60).map(|n| format!("a:{n}")).collect::<Vec<_>>().join(" ");
    let resources: Vec<String> = (0..11).map(|n| format!("https://api.example.no/{n}")).collect();
    let same = |text: &'static str| [text; 3];
    let many = |name: &str, count: usize, limit: usize| {
        [
            format!("{name} har {count} verdier, og kan ha høyst {limit}"),
            format!("{name} har {count} verdiar, og kan ha høgst {limit}"),
            format!("{name} has {count} values, and may have at most {limit}"),
        ]
    };
    for (changes, told) in [
        (json!({ "consumer_orgno": "313513408" }), same("consumer_orgno: \"313513408\"").map(str::to_owned)),
        (json!({ "noe": "05910298382" }), same("noe: \"•••••••••••\"").map(str::to_owned)),
        (json!({ "resource": "en tekst" }), same("resource: \"en tekst\"").map(str::to_owned)),
        (json!({ "scope": "a:b c:\u{e6}" }), same("scope: c:æ").map(str::to_owned)),
        (json!({ "scope": ["a:b"] }), same("scope: [\"a:b\"]").map(str::to_owned)),
        (json!({ "scope": null }), ["scope mangler", "scope manglar", "scope is missing"].map(str::to_owned)),
        (json!({ "scope": scopes }), many("scope", 60, 50)),
        (json!({ "resource": resources }), many("resource", 11, 10)),
        (
            json!({ "iat": now * 1_000, "exp": now * 1_000 + 60_000 }),
            ["millisekunder, ikke", "millisekund, ikkje", "milliseconds, not"].map(|words| {
                let (iat, exp) = (now * 1_000, now * 1_000 + 60_000);
                let joined = match words.split_whitespace().next() {
                    Some("milliseconds,") => "those are",
                    _ => "det er",
                };
                format!("iat: {iat}, exp: {exp}: {joined} {words}")
            }),
        ),
    ] {
        let answer = world.ask(&changed(world.claims(), &changes)).await;
        for (page, told) in pages(answer).await.into_iter().zip(told) {
            assert!(page.contains(&told), "{changes}: {told}: {page}");
        }
    }
    let header = json!({ "alg": "RS256", "x5c": vec!["AA"; 11] });
    let certificates = world.ask_with(&header, &world.claims(), &KEY).await;
    for (page, told) in pages(certificates).await.into_iter().zip(many("x5c", 11, 10)) {
        assert!(page.contains(&told), "{told}: {page}");
    }
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let twice = format!("{}.{}.c2ln", encode(r#"{"alg":"RS256"}"#), encode(r#"{"iss":"a","iss":"b"}"#));
    let words = ["feltet iss står to ganger", "feltet iss står to gonger", "the member iss stands twice"];
    for (page, told) in pages(world.post(&twice).await).await.into_iter().zip(words) {
        assert!(page.contains(told), "{told}: {page}");
    }
}

/// The English page about an answer.
async fn told(world: &World, answer: &Answer) -> String {
    let mut browser = world.test.browser();
    browser.language = "en";
    browser.get(&format!("/forklar/{}", trace_id(answer))).await.text()
}

#[tokio::test]
async fn what_nobody_sees_is_shown_where_it_is_the_whole_fault() {
    let world = World::delegated().await;
    let kid = format!("{}\n", KEY.kid());
    let answer = world.ask_with(&json!({ "alg": "RS256", "kid": kid }), &world.claims(), &KEY).await;
    let page = told(&world, &answer).await;
    assert!(page.contains(&format!("no key with kid \"{}\\n\"", KEY.kid())), "{page}");
    for (claim, value, shown) in [
        ("iss", format!("{}\n", world.client), format!("\"{}\\n\"", world.client)),
        ("iss", format!("{}\u{200b}", world.client), format!("\"{}\\u{{200b}}\"", world.client)),
        ("iss", format!("{} ", world.client), format!("\"{} \"", world.client)),
        ("scope", "brreg:reelle/media\tb".to_owned(), "scope: \"brreg:reelle/media\\tb\"".to_owned()),
        ("aud", "https://test\u{202e}".to_owned(), "\"https://test\\u{202e}\"".to_owned()),
    ] {
        let answer = world.ask(&changed(world.claims(), &json!({ claim: value }))).await;
        let page = told(&world, &answer).await;
        assert!(page.contains(&shown), "{claim}: {shown}: {page}");
    }
}

#[tokio::test]
async fn a_client_that_was_stopped_is_taken_into_use_again_and_a_scope_that_does_not_exist_is_told_so() {
    let world = World::delegated().await;
    let answer = world.ask(&changed(world.claims(), &json!({ "scope": "nope:x" }))).await;
    let page = told(&world, &answer).await;
    assert!(page.contains("The scope cannot be used: nope:x, which does not exist here."), "{page}");
    assert!(page.contains("/api/v1/scopes/all") && !page.contains("fullmakt client scope"), "{page}");
    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    clients::set_active(&mut tx, app, now, &world.client, number(SUPPLIER), false, "operator")
        .await
        .expect("stopped");
    tx.commit().await.expect("commit");
    let answer = world.ask(&changed(world.claims(), &json!({ "jti": "another" }))).await;
    let page = told(&world, &answer).await;
    assert!(page.contains("Take the client into use again"), "{page}");
    assert!(page.contains(&format!("PUT /api/v1/clients/{}", world.client)), "{page}");
    assert!(!page.contains("other environments") && !page.contains("fullmakt client new"), "{page}");
}

#[tokio::test]
async fn a_request_without_a_grant_is_told_what_it_had_instead() {
    let world = World::new().await;
    let form = "application/x-www-form-urlencoded";
    for (headers, body, shown) in [
        (&[("content-type", "application/json")][..], "{}", "Content-Type: application/json"),
        (&[("content-type", form)], "grant_type=client_credentials", "grant_type: client_credentials"),
        (&[("content-type", form)], "grant_type=a&grant_type=b", "grant_type"),
        (&[("content-type", form), ("content-encoding", "gzip")], "x", "Content-Encoding: gzip"),
    ] {
        let answer = world.test.call(Method::POST, "/token", headers, body).await;
        let page = told(&world, &answer).await;
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for (grant, required) in [
        (
            format!("{}.e30.c2ln", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","crit":["x"]}"#)),
            "a header without crit",
        ),
        ("a".repeat(70_000), "a grant of at most 65,536 bytes"),
        ("a!.b.c".to_owned(), "three parts in base64url without padding"),
    ] {
        let page = told(&world, &world.post(&grant).await).await;
        assert!(page.contains(required), "{required}: {page}");
    }
}

#[tokio::test]
async fn a_help_page_that_leads_on_to_a_request_keeps_the_language_of_its_address() {
    let world = World::new().await;
    let id = trace_id(&world.post("a.b").await);
    let mut browser = world.test.browser();
    browser.language = "en";
    let address = |rest: &str| format!("/errors/MP-011?trace_id={id}{rest}");
    assert_eq!(browser.get(&address("")).await.location(), format!("/forklar/{id}"));
    assert_eq!(browser.get(&address("&sprak=nn")).await.location(), format!("/forklar/{id}?sprak=nn"));
}

#[tokio::test]
async fn no_person_number_stands_in_the_ledger_wherever_it_was_sent() {
    const PERSON: &str = "05910298382";
    let world = World::delegated().await;
    let address = format!("https://api.example.no/person/{PERSON}");
    let answer = world.ask(&changed(world.claims(), &json!({ "resource": address }))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let body = answer.json();
    let token =
        fullmakt::jose::CompactJws::parse(body["access_token"].as_str().expect("a token")).expect("a JWS");
    assert_eq!(token.payload["aud"], json!(address), "the token says what was asked for");
    for (claim, jti) in [("scope", "1"), ("iss", "2"), ("aud", "3")] {
        world.ask(&changed(world.claims(), &json!({ claim: PERSON, "jti": jti }))).await;
    }
    world.ask_with(&json!({ "alg": "RS256", "kid": PERSON }), &world.claims(), &KEY).await;
    world.ask_with(&json!({ "alg": PERSON }), &world.claims(), &KEY).await;
    for column in ["client_id", "scopes", "description", "checks", "token_claims"] {
        let query = format!("SELECT count(*) AS n FROM ledger WHERE {column} LIKE '%{PERSON}%'");
        assert_eq!(world.test.count(&query).await, 0, "{column}");
    }
    assert_eq!(world.test.count("SELECT count(*) AS n FROM ledger").await, 6);
}

#[tokio::test]
async fn the_owner_of_a_client_finds_the_grants_of_it_that_had_not_even_the_right_shape() {
    let world = World::delegated().await;
    let answer = world.ask(&changed(world.claims(), &json!({ "noe": 1 }))).await;
    let header = json!({ "alg": "RS256", "x5c": "none" });
    let certificate = world.ask_with(&header, &world.claims(), &KEY).await;
    for (answer, code) in [(answer, "MP-011"), (certificate, "MP-123")] {
        let query = format!(
            "SELECT count(*) AS n FROM ledger WHERE trace_id = '{}' AND code = '{code}' AND client_id = '{}' AND client_organisation = '{SUPPLIER}'",
            trace_id(&answer),
            world.client
        );
        assert_eq!(world.test.count(&query).await, 1, "{}", answer.body);
    }
}

/// Makes a scheme beside the usual one, or changes it.
async fn scheme(world: &World, id: &str, change: impl Fn(&mut delegation::Scheme)) {
    let mut tx = world.test.app.db.begin_write().await.expect("write");
    let mut scheme = delegation::scheme(&mut tx, SCHEME).await.expect("read").expect("there");
    scheme.id = id.to_owned();
    let title = format!("Skjema {id}");
    scheme.title = delegation::Texts { nb: title.clone(), nn: title.clone(), en: title };
    change(&mut scheme);
    if !delegation::insert_scheme(&mut tx, &scheme, 0).await.expect("inserted") {
        delegation::update_scheme(&mut tx, &scheme, 0).await.expect("changed");
    }
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn a_refusal_names_the_schemes_that_can_be_given_and_says_when_there_is_none() {
    let world = World::new().await;
    let mut browser = world.test.browser();
    let mut jti = 0;
    let mut told = async |language: &'static str| {
        jti += 1;
        let answer =
            world.ask(&changed(world.claims(), &json!({ "jti": format!("{language}-{jti}") }))).await;
        browser.language = language;
        browser.get(&format!("/forklar/{}", trace_id(&answer))).await.text()
    };
    scheme(&world, SCHEME, |_| {}).await;
    scheme(&world, "a-lukket", |scheme| scheme.delegable = false).await;
    scheme(&world, "b-skjult", |scheme| scheme.visible = false).await;
    scheme(&world, "c-gammelt", |scheme| scheme.status = "Deprecated".to_owned()).await;
    let page = told("nb").await;
    assert!(page.contains(&format!("gi denne fullmakten i portalen: Skjema {SCHEME} ")), "{page}");
    for other in ["a-lukket", "b-skjult", "c-gammelt"] {
        assert!(!page.contains(other), "{other}: {page}");
    }

    // One of several will do, and the one that opens the least is named first.
    scheme(&world, "a-flere", |scheme| scheme.scopes.push(OTHER_SCOPE.to_owned())).await;
    for (language, or) in [("nb", "eller"), ("nn", "eller"), ("en", "or")] {
        let page = told(language).await;
        assert!(page.contains(&format!("Skjema {SCHEME} {or} Skjema a-flere ")), "{language}: {page}");
    }
    let mut tx = world.test.app.db.read().await.expect("read");
    let least = delegation::scheme_of_scope(&mut tx, SCOPE).await.expect("read").expect("one");
    assert_eq!(least.id, SCHEME);
    drop(tx);

    // Failing those, what a link or an API can name.
    for id in [SCHEME, "a-flere"] {
        scheme(&world, id, |scheme| scheme.delegable = false).await;
    }
    let page = told("nb").await;
    assert!(
        page.contains("gi denne fullmakten i portalen: Skjema b-skjult eller Skjema c-gammelt "),
        "{page}"
    );

    for id in ["b-skjult", "c-gammelt"] {
        scheme(&world, id, |scheme| scheme.delegable = false).await;
    }
    for (language, repair) in [
        ("nb", "Be eieren av scopet åpne delegeringsskjemaet"),
        ("nn", "Be eigaren av scopet opne delegeringsskjemaet"),
        ("en", "Ask the scope's owner to open the delegation scheme"),
    ] {
        let page = told(language).await;
        assert!(page.contains(repair), "{language}: {page}");
    }
}

#[tokio::test]
async fn a_refusal_says_who_can_open_the_page_that_mends_it_and_what_does_the_same_without() {
    let world = World::new().await;
    let (id, claims) = (&world.client, world.claims());
    let kid = json!({ "alg": "RS256", "kid": "other" });
    let unknown_kid = world.ask_with(&kid, &claims, &KEY).await;
    let scope = world.ask(&changed(claims.clone(), &json!({ "scope": OTHER_SCOPE }))).await;
    let nobody = world.ask(&changed(claims.clone(), &json!({ "iss": "nobody", "scope": "a:b;rm" }))).await;
    let undelegated = world.ask(&changed(claims.clone(), &json!({ "jti": "jti-4" }))).await;
    let ungranted =
        world.ask(&changed(claims.clone(), &json!({ "consumer_org": STRANGER, "jti": "jti-2" }))).await;
    let mut own = changed(claims, &json!({ "jti": "jti-3" }));
    own.as_object_mut().expect("an object").remove("consumer_org");
    let own = world.ask(&own).await;

    let mut visitor = world.test.browser();
    for (language, whose, program, operator) in [
        ("nb", "kontaktpersonen hos", "Et program gjør det samme", "Operatøren av tjenesten"),
        ("nn", "kontaktpersonen hos", "Eit program gjer det same", "Operatøren av tenesta"),
        ("en", "the contact of", "A program does the same", "The operator of the service"),
    ] {
        visitor.language = language;
        let page = visitor.get(&format!("/forklar/{}", trace_id(&unknown_kid))).await.text();
        for told in [
            format!("{whose} {SUPPLIER}"),
            program.to_owned(),
            operator.to_owned(),
            format!("PUT /api/v1/clients/{id}/jwks/{{kid}}"),
            format!("fullmakt client key {id} --make-key KEY.pem"),
        ] {
            assert!(page.contains(&told), "{language}: {told}: {page}");
        }
    }
    for (answer, href, calls) in [
        (
            &scope,
            Some(format!("/klienter/{id}")),
            vec![format!("PUT /api/v1/clients/{id}"), format!("fullmakt client scope {id} {OTHER_SCOPE}")],
        ),
        (
            &nobody,
            Some("/klienter".to_owned()),
            vec![
                "POST /api/v1/clients".to_owned(),
                "fullmakt client new --org NUMBER --name NAME --scope SCOPE --make-key KEY.pem".to_owned(),
            ],
        ),
        (
            &undelegated,
            Some(delegation::gift_path(number(SUPPLIER), SCHEME)),
            vec![format!(
                "fullmakt delegation give --consumer {CUSTOMER} --supplier {SUPPLIER} --scheme {SCHEME}"
            )],
        ),
        (
            &ungranted,
            Some("/bestill".to_owned()),
            vec![format!("PUT /api/v1/scopes/access/{STRANGER}?scope={SCOPE}")],
        ),
        // What is missing is in the grant: no page and no command puts it there.
        (&own, None, vec![]),
    ] {
        let entry = world.entry(answer).await;
        let explained = fullmakt::token::explain::explain(&entry, fullmakt::language::Language::En);
        assert_eq!(explained.repair_href, href, "{explained:?}");
        let told: Vec<String> = explained.ways.into_iter().map(|way| way.call).collect();
        assert_eq!(told, calls);
    }
}
