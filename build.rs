//! Puts the styles, fonts and the script of `ui/dist` into the binary: writes their table, with a checksum each, to where
//! `src/web/assets.rs` includes it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, process};

const MISSING: &str = "the pages' styles are not built (ui/dist is missing): run `make ui` (needs Node)";

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/dist");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    if let Err(fault) = write_table(&dist) {
        println!("cargo::error={fault}");
        process::exit(1);
    }
}

fn write_table(dist: &Path) -> Result<(), String> {
    let mut files: Vec<PathBuf> = fs::read_dir(dist)
        .map_err(|_| MISSING.to_owned())?
        .map(|entry| entry.map(|entry| entry.path()).map_err(|error| error.to_string()))
        .collect::<Result<_, _>>()?;
    files.sort();
    if !files.iter().any(|path| path.ends_with("app.css")) {
        return Err(MISSING.to_owned());
    }
    let mut table = String::from("[\n");
    let mut all = FNV_START;
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| format!("{} has no plain name", path.display()))?;
        let content_type = match path.extension().and_then(|ending| ending.to_str()) {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("txt") => "text/plain; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("woff2") => "font/woff2",
            _ => {
                return Err(format!(
                    "{}: a kind of file that build.rs does not know; add its content type",
                    path.display()
                ));
            }
        };
        let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        all = fnv(all, &bytes);
        let tag = format!("\"{:016x}\"", fnv(FNV_START, &bytes));
        let _ = writeln!(
            table,
            "    Asset {{ name: {name:?}, content_type: {content_type:?}, etag: {tag:?}, bytes: include_bytes!({:?}) }},",
            path.display().to_string()
        );
    }
    table.push(']');
    println!("cargo::rustc-env=FULLMAKT_ASSETS_VERSION={all:016x}");
    #[expect(clippy::disallowed_methods, reason = "cargo says where to write by the environment alone")]
    let out = std::env::var_os("OUT_DIR").ok_or("cargo did not set OUT_DIR")?;
    fs::write(Path::new(&out).join("assets.rs"), table).map_err(|error| error.to_string())
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over 64 bits: tells versions of our own files apart, which needs no cryptography.
fn fnv(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
