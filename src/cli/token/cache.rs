//! Tokens kept until shortly before they run out, so that a script which asks before each call costs the issuer one grant.
//!
//! One file for each thing that may be asked for, named by its digest, readable by its owner alone: what is in it is as good
//! as the token. Whatever is wrong with the cache, a token is fetched as if there were none.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cli::write_private;
use crate::ids::sha256_hex;

/// A token with less left than this is not given again: the call that it is for takes time too, and clocks differ. Seconds.
const SPARE: i64 = 15;

/// Most files that are looked at when old ones are cleared away.
const LOOKED_AT: usize = 1_000;

/// Where tokens are kept.
#[derive(Debug)]
pub(super) struct Cache {
    directory: PathBuf,
}

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The issuer's whole answer.
    pub(super) answer: Value,
    /// When the token runs out, in seconds since 1970 by this machine's clock.
    pub(super) expires_at: i64,
}

impl Cache {
    /// A cache in this directory, which need not be there yet.
    pub(super) fn in_directory(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// The name of what is asked for: everything that the token hangs on.
    pub(super) fn name(issuer: &str, proof: &Value, claims: &Value) -> String {
        let about = |claim: &str| claims.get(claim).cloned().unwrap_or_default();
        let asked = json!([
            issuer.trim_end_matches('/'),
            proof,
            about("iss"),
            about("scope"),
            about("consumer_org"),
            about("resource")
        ]);
        sha256_hex(asked.to_string().as_bytes())
    }

    /// A token that was kept under this name and lasts a while.
    pub(super) fn find(&self, name: &str, now: i64) -> Option<Kept> {
        read(&self.file(name)).filter(|kept| kept.expires_at - now > SPARE)
    }

    /// Keeps an answer, and clears away what has run out.
    pub(super) fn keep(&self, name: &str, answer: &Value, now: i64) {
        let Some(life) = answer.get("expires_in").and_then(Value::as_i64) else { return };
        let kept = Kept { answer: answer.clone(), expires_at: now + life };
        if life <= SPARE || make_private(&self.directory).is_err() {
            return;
        }
        self.clear(now);
        // Written beside and moved into its place, so that nobody reads half of it.
        let (file, beside) = (self.file(name), self.directory.join(format!("{name}.{}", std::process::id())));
        let _ = std::fs::remove_file(&beside);
        let written = serde_json::to_vec(&kept).is_ok_and(|bytes| write_private(&beside, &bytes).is_ok());
        if !written || std::fs::rename(&beside, file).is_err() {
            let _ = std::fs::remove_file(&beside);
        }
    }

    fn clear(&self, now: i64) {
        let Ok(entries) = std::fs::read_dir(&self.directory) else { return };
        for entry in entries.flatten().take(LOOKED_AT) {
            let path = entry.path();
            let ours = path.extension().is_some_and(|extension| extension == "json");
            if ours && read(&path).is_none_or(|kept| kept.expires_at <= now) {
                let _ = std::fs::remove_file(path);
            }
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}.json"))
    }
}

fn read(path: &Path) -> Option<Kept> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Makes a directory that its owner alone can look into.
fn make_private(directory: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_given_again_until_shortly_before_it_runs_out_and_then_cleared_away() {
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("tokens");
        let cache = Cache::in_directory(directory.clone());
        let claims = json!({ "iss": "en", "scope": "a b", "consumer_org": "313513408" });
        let name = Cache::name("https://issuer.example/", &json!({ "kid": "k" }), &claims);
        assert!(cache.find(&name, 1_000).is_none());
        let answer = json!({ "access_token": "hemmelig", "expires_in": 120, "scope": "a b" });
        cache.keep(&name, &answer, 1_000);
        assert_eq!(cache.find(&name, 1_104).map(|kept| kept.answer), Some(answer.clone()));
        assert!(cache.find(&name, 1_105).is_none());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&directory), mode(&cache.file(&name))), (0o700, 0o600));
        }
        // Another key, scope, customer, API or issuer is another token.
        let other = |claim: &str| {
            let mut claims = claims.clone();
            claims[claim] = json!("annet");
            Cache::name("https://issuer.example", &json!({ "kid": "k" }), &claims)
        };
        assert!(["iss", "scope", "consumer_org", "resource"].into_iter().all(|claim| other(claim) != name));
        assert_ne!(Cache::name("https://issuer.example", &json!({ "kid": "annen" }), &claims), name);
        assert_ne!(Cache::name("https://annen.example", &json!({ "kid": "k" }), &claims), name);
        assert_eq!(other("jti"), name);

        cache.keep(&other("scope"), &answer, 1_121);
        let left = std::fs::read_dir(&directory).unwrap().count();
        assert_eq!(left, 1, "what had run out is gone");
        std::fs::write(cache.file(&name), "{").unwrap();
        assert!(cache.find(&name, 1_122).is_none());
        cache.keep(&name, &json!({ "access_token": "x", "expires_in": 10 }), 1_122);
        assert!(cache.find(&name, 1_122).is_none(), "what lasts too short is not kept");
    }
}
