//! The corpora of the fuzz targets, run again on stable: what a fuzzer once found interesting, and the table of refused
//! token requests, which are its seeds. What must hold of an input stands in `fuzz/src`.

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is a library of its own for the fuzz targets")]
mod properties;

use std::path::Path;

use properties::{Runner, TARGETS};

use crate::token::malformed::{Seed, seeds};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// Runs an input, and names it when something does not hold of it.
fn run(runner: &mut Runner, target: &str, name: &str, data: &[u8]) -> bool {
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runner.run(target, data)));
    outcome.unwrap_or_else(|_| panic!("{target}/{name} breaks a property: {}", String::from_utf8_lossy(data)))
}

#[test]
fn every_file_of_the_fuzz_corpora_keeps_the_properties() {
    let mut runner = Runner::new();
    for target in TARGETS {
        let files = std::fs::read_dir(folder().join("corpus").join(target));
        let files: Vec<_> =
            files.into_iter().flatten().map(|entry| entry.expect("an entry").path()).collect();
        assert!(files.len() >= 10, "the corpus of {target} has {} files", files.len());
        let mut taken = 0;
        for file in files {
            let data = std::fs::read(&file).expect("readable");
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            taken += usize::from(run(&mut runner, target, &name, &data));
        }
        assert!(taken > 0, "no input of {target} comes to where anything must hold");
    }
}

fn write_down(wanted: &Path, seeds: &[Seed], authority: &str) {
    std::fs::create_dir_all(wanted).expect("a folder");
    std::fs::write(wanted.join("authority.pem"), authority).expect("written");
    for (number, Seed { target, data }) in seeds.iter().enumerate() {
        let folder = wanted.join(target);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("seed-{number:04}")), data).expect("written");
    }
}

/// Gives the seeds to `make soak PART=fuzz` as well: it names a folder for them by `TEST_FUZZ_SEEDS`.
#[test]
fn the_table_of_refused_requests_keeps_the_properties_of_the_fuzz_targets() {
    #[expect(
        clippy::disallowed_methods,
        reason = "where the soak wants its seeds; no setting of the program"
    )]
    let wanted = std::env::var("TEST_FUZZ_SEEDS").ok().filter(|folder| !folder.is_empty());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (seeds, authority) = runtime.block_on(seeds());
    if let Some(wanted) = &wanted {
        write_down(Path::new(wanted), &seeds, &authority);
    }
    let mut runner = Runner::new();
    for (number, Seed { target, data }) in seeds.iter().enumerate() {
        run(&mut runner, target, &format!("seed {number}"), data);
    }
    for target in TARGETS {
        assert!(seeds.iter().filter(|seed| seed.target == target).count() >= 20, "{target} has few seeds");
    }
}

#[test]
fn every_fuzz_target_is_a_program_and_has_a_corpus() {
    let manifest = std::fs::read_to_string(folder().join("Cargo.toml")).expect("the manifest");
    let programs: Vec<&str> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("path = \"targets/")?.strip_suffix(".rs\""))
        .collect();
    assert_eq!(programs, TARGETS);
    for target in TARGETS {
        let text = std::fs::read_to_string(folder().join("targets").join(format!("{target}.rs")));
        assert!(text.is_ok_and(|text| text.contains(&format!("run(\"{target}\", data)"))), "{target}");
    }
}

#[test]
fn the_page_of_what_was_soaked_quotes_the_sums_of_the_record() {
    let record = std::fs::read_to_string(folder().join("record.csv")).expect("the record");
    let page = std::fs::read_to_string(folder().join("../docs/soak.md")).expect("the page");
    for target in TARGETS {
        let mut sums = [0_u64; 3];
        for line in record.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            assert_eq!(fields.len(), 6, "{line}");
            if fields[2] == target {
                for (sum, field) in sums.iter_mut().zip(&fields[3..]) {
                    *sum += field.parse::<u64>().expect("a number");
                }
            }
        }
        let [seconds, inputs, findings] = sums;
        let row =
            format!("| `{target}` | {} min {:02} s | {inputs} | {findings} |", seconds / 60, seconds % 60);
        assert!(page.contains(&row), "docs/soak.md lacks: {row}");
    }
}
