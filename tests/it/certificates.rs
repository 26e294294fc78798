//! Grants that are signed with an enterprise certificate instead of a registered key: this world's own authority, one that
//! the settings name, and everything that a certificate can be refused for.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fullmakt::clients::{self, NewClient};
use fullmakt::clock::{DAY, Now};
use fullmakt::jose::SigningKey;
use fullmakt::keys::test_authority::{self, Issued, Profile};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize,
};
use serde_json::{Value, json};

use crate::support::app::Answer;
use crate::support::{TestApp, skipped};
use crate::token::{
    AUTHENTICATION, KEY, SCHEME, SCOPE, STRANGER, SUPPLIER, World, number, refused, trace_id,
};

const LIFE: i64 = 100 * DAY;

/// A world whose supplier has a client without keys, and the scope delegated.
struct Certified {
    world: World,
}

impl Certified {
    async fn new() -> Self {
        Self::with_env(&[]).await
    }

    async fn with_env(env: &[(&str, &str)]) -> Self {
        let mut world = World::with_env(env).await;
        world.give(SCHEME).await;
        let (app, now) = (&world.test.app, world.test.app.now());
        let mut tx = app.db.begin_write().await.expect("write");
        let new = NewClient::named(number(SUPPLIER), "uten nøkler", vec![SCOPE.to_owned()]);
        let client =
            clients::create_client(&mut tx, app, now, new, Vec::new(), "operator").await.expect("a client");
        tx.commit().await.expect("commit");
        world.client = client.id;
        Self { world }
    }

    async fn issue(&self, organisation: &str, profile: Profile) -> Issued {
        issue(&self.world.test, organisation, profile, self.world.test.app.now()).await
    }

    /// Asks with the chain in the header, signed with the certificate's key.
    async fn ask(&self, chain: &Value, pkcs8: &[u8]) -> Answer {
        let key = SigningKey::from_pkcs8(pkcs8).expect("a key");
        self.world.ask_with(&json!({ "alg": "RS256", "x5c": chain }), &self.claims(), &key).await
    }

    fn claims(&self) -> Value {
        let mut claims = self.world.claims();
        claims["jti"] = json!(self.world.test.app.random.uuid());
        claims
    }

    /// The English page about a refusal.
    async fn told(&self, chain: &Value, pkcs8: &[u8]) -> String {
        let trace_id = trace_id(&self.ask(chain, pkcs8).await);
        let mut browser = self.world.test.browser();
        browser.language = "en";
        browser.get(&format!("/forklar/{trace_id}")).await.text()
    }

    async fn refused(&self, chain: &Value, pkcs8: &[u8], text: &str, code: &str) {
        let text = format!("{AUTHENTICATION} {text}");
        refused(&self.world, self.ask(chain, pkcs8).await, "invalid_grant", &text, Some(code)).await;
    }
}

async fn issue(test: &TestApp, organisation: &str, profile: Profile, now: Now) -> Issued {
    let app = &test.app;
    let whom = (number(organisation), "Prøve AS");
    test_authority::issue(&app.db, &app.keys, &app.random, now, whom, profile, LIFE).await.expect("issued")
}

fn x5c(chain: &[Vec<u8>]) -> Value {
    chain.iter().map(|der| STANDARD.encode(der)).collect()
}

const INVALID: &str = "The JWT is signed with an invalid certificate.";

#[tokio::test]
async fn a_certificate_of_either_profile_alone_or_with_those_above_it_is_as_good_as_a_key() {
    let certified = Certified::new().await;
    for profile in [Profile::Seid2, Profile::Seid1] {
        let issued = certified.issue(SUPPLIER, profile).await;
        for length in 1..=3 {
            let answer = certified.ask(&x5c(&issued.chain[..length]), &issued.pkcs8).await;
            assert_eq!(answer.status.as_u16(), 200, "{profile:?} {length}: {}", answer.body);
            let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
            let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64");
            let claims: Value = serde_json::from_slice(&claims).expect("JSON");
            assert_eq!(claims["client_amr"], "virksomhetssertifikat");
            assert_eq!(claims["supplier"]["ID"], format!("0192:{SUPPLIER}"));
        }
        // As pasted from a PEM file.
        let text = STANDARD.encode(&issued.chain[0]);
        let broken: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("text")).collect();
        let answer = certified.ask(&json!([format!("{}\r\n", broken.join("\r\n"))]), &issued.pkcs8).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    }
}

#[tokio::test]
async fn mp_120_a_certificate_of_an_authority_that_nobody_named_here() {
    let certified = Certified::new().await;
    certified.issue(SUPPLIER, Profile::Seid2).await;
    let other = Certified::new().await;
    let foreign = other.issue(SUPPLIER, Profile::Seid2).await;
    // Its whole chain is sent, root and all: sending a root makes nobody believe in it.
    certified.refused(&x5c(&foreign.chain), &foreign.pkcs8, INVALID, "MP-120").await;
    let fresh = Certified::new().await;
    fresh.refused(&x5c(&foreign.chain), &foreign.pkcs8, INVALID, "MP-120").await;
}

#[tokio::test]
async fn mp_120_a_certificate_whose_time_is_over_or_has_not_come_by_the_world_clock() {
    let certified = Certified::new().await;
    let test = &certified.world.test;
    let issued = certified.issue(SUPPLIER, Profile::Seid2).await;
    let now = test.app.now();
    let early = issue(test, SUPPLIER, Profile::Seid2, Now { world: now.world + 10 * DAY, ..now }).await;
    certified.refused(&x5c(&early.chain), &early.pkcs8, INVALID, "MP-120").await;
    let told = certified.told(&x5c(&early.chain), &early.pkcs8).await;
    assert!(told.contains("is not valid before 25.01.2026"), "{told}");
    test.app.clock.set_offset(LIFE - DAY);
    assert_eq!(certified.ask(&x5c(&issued.chain), &issued.pkcs8).await.status.as_u16(), 200);
    test.app.clock.set_offset(LIFE + DAY);
    certified.refused(&x5c(&issued.chain), &issued.pkcs8, INVALID, "MP-120").await;
    let told = certified.told(&x5c(&issued.chain), &issued.pkcs8).await;
    assert!(
        told.contains("the certificate expired ") && told.contains("by the clock of this environment"),
        "{told}"
    );
    assert_eq!(certified.ask(&x5c(&early.chain), &early.pkcs8).await.status.as_u16(), 200);
}

#[tokio::test]
async fn mp_122_a_certificate_of_another_organisation_than_the_clients() {
    let certified = Certified::new().await;
    let issued = certified.issue(STRANGER, Profile::Seid2).await;
    let text = "Invalid JWT. Invalid organization number for client. Does not match certificate orgno";
    certified.refused(&x5c(&issued.chain), &issued.pkcs8, text, "MP-122").await;
}

/// Registers the certificate's key on the client, locked to the certificate; gives the header that names it.
async fn lock(certified: &Certified, issued: &Issued) -> (Value, SigningKey) {
    let world = &certified.world;
    let (app, now) = (&world.test.app, world.test.app.now());
    let key = SigningKey::from_pkcs8(&issued.pkcs8).expect("a key");
    let mut jwk = key.public_jwk();
    jwk["x5c"] = x5c(&issued.chain);
    let mut tx = app.db.begin_write().await.expect("write");
    clients::replace_keys(&mut tx, app, now, &world.client, number(SUPPLIER), &[jwk], "operator")
        .await
        .expect("registered");
    tx.commit().await.expect("commit");
    (json!({ "alg": "RS256", "kid": key.kid() }), key)
}

#[tokio::test]
async fn a_key_that_is_locked_to_a_certificate_works_while_that_is_valid_and_its_clients() {
    let certified = Certified::new().await;
    let (world, now) = (&certified.world, certified.world.test.app.now());
    let ask =
        async |(header, key): &(Value, SigningKey)| world.ask_with(header, &certified.claims(), key).await;
    let invalid = format!("{AUTHENTICATION} {INVALID}");

    let later = Now { world: now.world + 10 * DAY, ..now };
    let early = lock(&certified, &issue(&world.test, SUPPLIER, Profile::Seid2, later).await).await;
    refused(world, ask(&early).await, "invalid_grant", &invalid, Some("MP-120")).await;

    let own = lock(&certified, &certified.issue(SUPPLIER, Profile::Seid1).await).await;
    let taken = ask(&own).await;
    assert_eq!(taken.status.as_u16(), 200, "{}", taken.body);
    world.test.app.clock.set_offset(LIFE + DAY);
    refused(world, ask(&own).await, "invalid_grant", &invalid, Some("MP-120")).await;
    world.test.app.clock.set_offset(0);

    let other = lock(&certified, &certified.issue(STRANGER, Profile::Seid2).await).await;
    let text = "Invalid JWT. Invalid organization number for client. Does not match certificate orgno";
    let text = format!("{AUTHENTICATION} {text}");
    refused(world, ask(&other).await, "invalid_grant", &text, Some("MP-122")).await;
}

#[tokio::test]
async fn mp_123_an_x5c_that_is_no_list_of_certificates() {
    let certified = Certified::new().await;
    let issued = certified.issue(SUPPLIER, Profile::Seid2).await;
    let leaf = STANDARD.encode(&issued.chain[0]);
    let with_more = STANDARD.encode([issued.chain[0].as_slice(), b"x"].concat());
    for broken in [
        json!(leaf),
        json!([]),
        json!({ "0": leaf }),
        json!(null),
        json!([7]),
        json!([leaf, null]),
        json!([""]),
        json!(["ikke base64!"]),
        json!([URL_SAFE_NO_PAD.encode([0xfb, 0xff, 0xfe])]),
        json!([STANDARD.encode("ikke et sertifikat")]),
        json!([STANDARD.encode(&issued.chain[0][..100])]),
        json!([with_more]),
        json!([leaf, "ikke base64!"]),
        json!(vec![&leaf; 11]),
    ] {
        certified.refused(&broken, &issued.pkcs8, "Invalid JWT header x5c", "MP-123").await;
    }
}

#[tokio::test]
async fn mp_124_a_signature_by_another_key_than_the_certificates() {
    let certified = Certified::new().await;
    let issued = certified.issue(SUPPLIER, Profile::Seid2).await;
    let other = KEY.to_pkcs8().expect("a key");
    certified.refused(&x5c(&issued.chain), &other, "Invalid JWT signature.", "MP-124").await;
}

#[tokio::test]
async fn a_client_with_registered_keys_must_name_one_and_a_kid_outranks_a_certificate() {
    let certified = Certified::new().await;
    let issued = certified.issue(SUPPLIER, Profile::Seid2).await;
    let key = SigningKey::from_pkcs8(&issued.pkcs8).expect("a key");
    let world = &certified.world;
    // A name of a key that is not registered, beside a good certificate.
    let header = json!({ "alg": "RS256", "kid": "ukjent", "x5c": x5c(&issued.chain) });
    let answer = world.ask_with(&header, &certified.claims(), &key).await;
    let text = format!("{AUTHENTICATION} Unknown key identifier (kid) for client.");
    refused(world, answer, "invalid_grant", &text, None).await;

    let (app, now) = (&world.test.app, world.test.app.now());
    let mut tx = app.db.begin_write().await.expect("write");
    let jwk = key.public_jwk();
    clients::replace_keys(&mut tx, app, now, &world.client, number(SUPPLIER), &[jwk], "operator")
        .await
        .expect("a key");
    tx.commit().await.expect("commit");
    let text = format!(
        "{AUTHENTICATION} Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided"
    );
    refused(world, certified.ask(&x5c(&issued.chain), &issued.pkcs8).await, "invalid_grant", &text, None)
        .await;
    // The same key by its name, with the certificate beside it.
    let header = json!({ "alg": "RS256", "kid": key.kid(), "x5c": x5c(&issued.chain) });
    let answer = world.ask_with(&header, &certified.claims(), &key).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
}

/// An authority of the test's own, as an operator trusts one by the settings.
struct Authority {
    pem: String,
    key: KeyPair,
    params: CertificateParams,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "En annen testrot");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let pem = params.self_signed(&key).expect("a root").pem();
        Self { pem, key, params }
    }

    /// A certificate that would do, but for what `change` does to it.
    fn issue(&self, key: &KeyPair, change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Prøve AS");
        params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 97]), format!("NTRNO-{SUPPLIER}"));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        change(&mut params);
        let issuer = Issuer::from_params(&self.params, &self.key);
        params.signed_by(key, &issuer).expect("a certificate").der().to_vec()
    }
}

#[tokio::test]
async fn an_authority_that_the_settings_name_is_believed_in_what_it_says_and_in_no_more() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("trusted.pem");
    std::fs::write(&file, format!("Testroten:\n{}", authority.pem)).expect("written");
    let certified = Certified::with_env(&[("FULLMAKT_TRUSTED_AUTHORITIES", &file.to_string_lossy())]).await;
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
    let pkcs8 = key.serialized_der().to_vec();
    let good = authority.issue(&key, |_| {});
    assert_eq!(certified.ask(&x5c(&[good]), &pkcs8).await.status.as_u16(), 200);
    // A usage that names clients beside others is as good as none.
    let named = authority.issue(&key, |params| {
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::EmailProtection, ExtendedKeyUsagePurpose::ClientAuth];
    });
    assert_eq!(certified.ask(&x5c(&[named]), &pkcs8).await.status.as_u16(), 200);

    let curve = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
    let set = |identifier: &'static str| {
        move |params: &mut CertificateParams| {
            params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 97]), identifier);
        }
    };
    for (what, certificate) in [
        (
            "for encipherment alone",
            authority.issue(&key, |params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment]),
        ),
        ("without a key usage", authority.issue(&key, |params| params.key_usages.clear())),
        (
            "for servers",
            authority
                .issue(&key, |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]),
        ),
        (
            "an authority's own",
            authority.issue(&key, |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)),
        ),
        ("of another register", authority.issue(&key, set("NTRSE-5560360793"))),
        ("with a wrong check digit", authority.issue(&key, set("NTRNO-314208642"))),
        (
            "without a number",
            authority.issue(&key, |params| {
                params.distinguished_name.remove(DnType::CustomDnType(vec![2, 5, 4, 97]));
            }),
        ),
        ("with a key on a curve", authority.issue(&curve, |_| {})),
    ] {
        let answer = certified.ask(&x5c(&[certificate]), &pkcs8).await;
        assert_eq!(
            answer.json()["error_uri"].as_str().unwrap_or_default().rsplit('/').next(),
            Some("MP-120"),
            "{what}: {}",
            answer.body
        );
        let description = answer.json()["error_description"].to_string();
        assert!(description.contains(INVALID), "{what}: {description}");
    }
    // One that a trusted organisation signed with its own certificate.
    let middle = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
    let leaf_of_a_leaf = {
        let issued = authority.issue(&middle, |_| {});
        let pretender = Issuer::from_ca_cert_der(&issued.as_slice().into(), &middle).expect("an issuer");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 97]), format!("NTRNO-{SUPPLIER}"));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        vec![params.signed_by(&key, &pretender).expect("signed").der().to_vec(), issued]
    };
    certified.refused(&x5c(&leaf_of_a_leaf), &pkcs8, INVALID, "MP-120").await;
    let told = certified.told(&x5c(&leaf_of_a_leaf), &pkcs8).await;
    assert!(told.contains("an issuer that may issue no certificates"), "{told}");
    let wrong = authority.issue(&key, set("NTRNO-314208642"));
    let told = certified.told(&x5c(&[wrong]), &pkcs8).await;
    assert!(told.contains("stands 314208642, which is no valid one"), "{told}");
}

#[tokio::test]
async fn of_two_first_certificates_at_once_both_are_of_one_authority() {
    let certified = Certified::new().await;
    let (one, two) =
        tokio::join!(certified.issue(SUPPLIER, Profile::Seid2), certified.issue(SUPPLIER, Profile::Seid2));
    assert_eq!(one.chain[1..], two.chain[1..]);
    for issued in [one, two] {
        assert_eq!(certified.ask(&x5c(&issued.chain[..1]), &issued.pkcs8).await.status.as_u16(), 200);
    }
}

fn fullmakt(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fullmakt"));
    command.env_clear().env("FULLMAKT_DATA", data).stdin(Stdio::null()).args(arguments);
    command.output().expect("it runs")
}

/// The words of a command that did its work.
fn said(data: &Path, arguments: &[&str]) -> String {
    let output = fullmakt(data, arguments);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {err}");
    out.into_owned()
}

#[test]
fn the_command_writes_files_that_openssl_reads_and_no_second_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("world");
    let file = folder.path().join("world.toml");
    std::fs::write(&file, "[[organisation]]\nnumber = \"314208641\"\nname = \"Rolig Måke AS\"\n")
        .expect("written");
    said(&data, &["world", "load", &file.to_string_lossy()]);
    let none = fullmakt(&data, &["ca", "show"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("fullmakt ca issue --org NUMBER"));

    let out = folder.path().join("sertifikater");
    let target = out.to_string_lossy().into_owned();
    let issue = ["ca", "issue", "--org", SUPPLIER, "--out", &target];
    let issued: Value =
        serde_json::from_str(&said(&data, &[&issue[..], &["--json"]].concat())).expect("one line of JSON");
    let password = issued["pkcs12_password"].as_str().expect("a password").to_owned();
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, said(&data, &["ca", "show"])).expect("written");
    let [certificate, key, store] = ["cert.pem", "key.pem", "p12"]
        .map(|ending| out.join(format!("{SUPPLIER}.{ending}")).display().to_string());

    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).stdin(Stdio::null()).output();
        let Ok(output) = output else {
            skipped("certificates", "openssl is not installed");
            return None;
        };
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "openssl {arguments:?}: {err}");
        Some(out.into_owned())
    };
    let verify =
        ["verify", "-CAfile", &authority.to_string_lossy(), "-untrusted", &certificate, &certificate]
            .map(str::to_owned);
    if let Some(told) = openssl(&verify.iter().map(String::as_str).collect::<Vec<_>>()) {
        assert!(told.contains(": OK"), "{told}");
        let subject =
            openssl(&["x509", "-in", &certificate, "-noout", "-subject", "-nameopt", "utf8"]).expect("there");
        assert!(
            subject.contains(&format!("NTRNO-{SUPPLIER}")) && subject.contains("Rolig Måke AS"),
            "{subject}"
        );
        let public = openssl(&["x509", "-in", &certificate, "-noout", "-pubkey"]);
        assert_eq!(public, openssl(&["pkey", "-in", &key, "-pubout"]));
        let pass = format!("pass:{password}");
        let inside = openssl(&["pkcs12", "-in", &store, "-passin", &pass, "-nodes"]).expect("there");
        assert_eq!(inside.matches("BEGIN CERTIFICATE").count(), 3, "{inside}");
        assert_eq!(inside.matches("BEGIN PRIVATE KEY").count(), 1);
    }

    #[cfg(unix)]
    for path in [&key, &store] {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(path).expect("there").permissions().mode() & 0o777, 0o600, "{path}");
    }
    let again = fullmakt(&data, &issue);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("the file is there already"));
    for (arguments, told) in [
        (&["ca", "issue", "--org", "312246538", "--out", &target][..], "no organisation of this world"),
        (&["ca", "issue", "--org", "314208642", "--out", &target], "--org 314208642"),
        (&["ca", "issue", "--org", SUPPLIER, "--out", &target, "--days", "0"], "--days"),
        (&["ca", "issue", "--org", SUPPLIER, "--out", "/dev/null/x"], "/dev/null/x"),
        (&["ca", "issue", "--org", SUPPLIER, "--out", "/dev/null"], "this is a file; name a directory"),
    ] {
        let output = fullmakt(&data, arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(told), "{arguments:?}: {said}");
    }
}

#[test]
fn a_file_of_authorities_that_cannot_be_used_ends_the_start_with_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "ingen sertifikater").expect("written");
    let broken = folder.path().join("broken.pem");
    std::fs::write(&broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .expect("written");
    let missing = folder.path().join("missing.pem");
    for (file, told) in
        [(&empty, "holds no certificate"), (&broken, "cannot be read"), (&missing, "No such file")]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_fullmakt"))
            .env_clear()
            .env("FULLMAKT_TRUSTED_AUTHORITIES", file)
            .args(["serve", "--listen", "127.0.0.1:0", "--smtp-listen", "off", "--data"])
            .arg(folder.path().join("world"))
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("FULLMAKT_TRUSTED_AUTHORITIES") && said.contains(told), "{said}");
    }
}
