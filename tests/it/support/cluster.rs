//! A PostgreSQL server of a test's own, for what must not be done to the one the suite runs on: switching TLS on and off.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running server that is stopped and removed with the test.
pub(crate) struct Cluster {
    binaries: PathBuf,
    directory: tempfile::TempDir,
    pub(crate) port: u16,
}

impl Cluster {
    /// Starts a server with this certificate and key (PEM), or says why that is impossible on this machine.
    pub(crate) fn start_with_tls(certificate: &str, key: &str) -> Result<Self, String> {
        let binaries = find_binaries().ok_or("PostgreSQL's own programs (initdb) are not installed")?;
        let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut cluster = Self { binaries, directory, port: 0 };
        let data = cluster.data();
        std::fs::create_dir(&data).map_err(|error| error.to_string())?;
        cluster.give_to_server_user(&[cluster.directory.path(), &data])?;
        let data_argument = data.to_str().ok_or("a path that is not UTF-8")?;
        let settings = ["--locale=C", "-E", "UTF8", "-N", "-A", "trust", "-U", "postgres"];
        cluster.run("initdb", &[&["-D", data_argument], settings.as_slice()].concat())?;
        let (certificate_file, key_file) = (data.join("server.crt"), data.join("server.key"));
        std::fs::write(&certificate_file, certificate).map_err(|error| error.to_string())?;
        std::fs::write(&key_file, key).map_err(|error| error.to_string())?;
        cluster.give_to_server_user(&[&certificate_file, &key_file])?;
        chmod("600", &key_file)?;
        // Between choosing a free port and listening on it somebody else may take it.
        let mut outcome = Err("no free port".to_owned());
        for _ in 0..5 {
            cluster.port = free_port().map_err(|error| error.to_string())?;
            outcome = cluster.control("start", "on");
            if outcome.is_ok() {
                break;
            }
        }
        outcome.map(|()| cluster)
    }

    /// Stops the server and starts it on the same port without TLS.
    pub(crate) fn restart_without_tls(&self) {
        self.control("restart", "off").expect("the server starts again");
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn control(&self, action: &str, ssl: &str) -> Result<(), String> {
        let data = self.data();
        let log = data.join("log");
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories= -c fsync=off -c ssl={ssl}",
            self.port
        );
        let (data, log) = (data.display().to_string(), log.display().to_string());
        self.run("pg_ctl", &["-w", "-D", &data, "-l", &log, "-m", "fast", "-o", &options, action])
            .map_err(|said| format!("{said}\n{}", std::fs::read_to_string(&log).unwrap_or_default()))
    }

    /// PostgreSQL refuses to run as root, and then runs as the user of Debian's package.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        let program = self.binaries.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        // The server inherits these; a pipe would keep this waiting for as long as the server runs.
        let status = command
            .args(arguments)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", program.display())) }
    }

    fn give_to_server_user(&self, paths: &[&Path]) -> Result<(), String> {
        if !is_root() {
            return Ok(());
        }
        let status = Command::new("chown").arg("postgres").args(paths).stderr(Stdio::null()).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            _ => Err(format!("{} cannot be given to the user postgres", self.directory.path().display())),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data().display().to_string();
        let _ = self.run("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]);
    }
}

/// Only now, because a key that somebody else may read is refused.
fn chmod(mode: &str, path: &Path) -> Result<(), String> {
    match Command::new("chmod").arg(mode).arg(path).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("{} keeps its mode", path.display())),
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Debian keeps them out of the path; elsewhere they are in it.
fn find_binaries() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    found.extend(["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"].map(PathBuf::from));
    found.into_iter().find(|directory| directory.join("initdb").exists() && directory.join("pg_ctl").exists())
}
