//! What the operating system says of the machine, its processes and its disk.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use fullmakt::clock::Stopwatch;
use serde::Serialize;

use crate::Failure;

/// `USER_HZ`, which is 100 on Linux wherever it runs.
const TICKS: f64 = 100.0;

/// What the figures are of.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Machine {
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    /// Half of the speed of RSA hangs on it.
    pub(crate) avx512ifma: bool,
    pub(crate) kernel: String,
    /// Kind and device of the file system that is written to.
    pub(crate) filesystem: String,
}

impl Machine {
    /// This machine; `place` is where the worlds are written.
    pub(crate) fn read(place: &Path) -> Result<Self, Failure> {
        let cpu = fs::read_to_string("/proc/cpuinfo")?;
        let line = |name: &str| {
            let found = cpu.lines().find(|line| line.starts_with(name));
            found.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
        };
        Ok(Self {
            cpu: line("model name").to_owned(),
            cores: cores(),
            avx512ifma: line("flags").split(' ').any(|flag| flag == "avx512ifma"),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned(),
            filesystem: filesystem(place)?,
        })
    }
}

pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Nothing is durable in memory: such a place is refused.
fn filesystem(place: &Path) -> Result<String, Failure> {
    let place = place.canonicalize()?;
    let mounts = fs::read_to_string("/proc/self/mountinfo")?;
    let mut found: Option<(usize, String, String)> = None;
    for line in mounts.lines() {
        // proc_pid_mountinfo(5): the mount point is the fifth word; kind and device stand behind the dash.
        let Some((before, after)) = line.split_once(" - ") else { continue };
        let Some(point) = before.split(' ').nth(4) else { continue };
        let mut words = after.split(' ');
        let (Some(kind), Some(device)) = (words.next(), words.next()) else { continue };
        let longest = found.as_ref().is_none_or(|(length, ..)| point.len() >= *length);
        if place.starts_with(point) && longest {
            found = Some((point.len(), kind.to_owned(), device.to_owned()));
        }
    }
    let Some((_, kind, device)) = found else {
        return Err(format!("on which file system {} lies could not be found out", place.display()).into());
    };
    if ["tmpfs", "ramfs"].contains(&kind.as_str()) {
        let place = place.display();
        return Err(
            format!("{place} lies in memory, where nothing is durable; name a directory on a disk").into()
        );
    }
    Ok(format!("{kind} on {device}"))
}

/// The fields of `/proc/PID/stat` behind the name, which may hold anything.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(") ")?;
    Some(fields.split(' ').map(str::to_owned).collect())
}

fn ticks(stat: &[String], fields: std::ops::Range<usize>) -> f64 {
    stat.get(fields).unwrap_or_default().iter().filter_map(|field| field.parse::<f64>().ok()).sum()
}

/// User and system time of a process, those of its threads that have ended included.
pub(crate) fn cpu_seconds(pid: u32) -> Result<f64, Failure> {
    let stat = stat(pid).ok_or("the server has ended")?;
    Ok(ticks(&stat, 11..13) / TICKS)
}

/// The same of PostgreSQL: the postmaster, the processes that it has, and those that it had.
pub(crate) fn postgres_seconds(postmaster: u32) -> Result<f64, Failure> {
    let mut all = 0.0;
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Some(stat) = stat(pid) else { continue };
        if pid == postmaster {
            all += ticks(&stat, 11..15);
        } else if stat.get(1).is_some_and(|parent| *parent == postmaster.to_string()) {
            all += ticks(&stat, 11..13);
        }
    }
    Ok(all / TICKS)
}

/// CPU time of the thread that asks, in seconds.
pub(crate) fn thread_seconds() -> Result<f64, Failure> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e9)
}

/// What a process has in memory now, and had at most, in MB.
pub(crate) fn memory(pid: u32) -> Result<(f64, f64), Failure> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let megabytes = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes / 1024.0)
    };
    Ok((megabytes("VmRSS:").ok_or("no VmRSS")?, megabytes("VmHWM:").ok_or("no VmHWM")?))
}

/// How long a small append takes to be on the disk, in milliseconds, each time.
pub(crate) fn disk(place: &Path, times: usize) -> Result<Vec<f64>, Failure> {
    let path = place.join("appended");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    // As a commit to SQLite's log: one page.
    let page = [0x5a; 4096];
    let mut all = Vec::with_capacity(times);
    for _ in 0..times {
        let watch = Stopwatch::start();
        file.write_all(&page)?;
        file.sync_data()?;
        all.push(watch.elapsed().as_secs_f64() * 1e3);
    }
    drop(file);
    fs::remove_file(path)?;
    Ok(all)
}
