//! A ZIP file of one compressed entry (PKWARE's APPNOTE 6.3.10), put around a stream of deflate whose sizes are known.
//!
//! The pieces of the stream are made by several jobs, perhaps on several nodes, and the file is read from any place on:
//! so what stands before and behind the stream is made when it is asked for, and no library's writer sees the whole.

use crate::clock::Millis;

/// What a deflate stream whose pieces end at byte boundaries is closed with: an empty last block (RFC 1951 §3.2.6).
const LAST_BLOCK: [u8; 2] = [0x03, 0x00];

const DEFLATED: u16 = 8;
/// 32 bits of sizes do not do: the entry has them in an extra field of 64.
const VERSION_64: u16 = 45;
const VERSION: u16 = 20;
const BIG: u64 = 0xFFFF_FFFF;

/// The entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::register) struct Entry<'a> {
    /// Its name, ASCII.
    pub(in crate::register) name: &'a str,
    /// When it was made.
    pub(in crate::register) at: Millis,
    /// CRC-32 of what was compressed.
    pub(in crate::register) checksum: u32,
    /// How long that was.
    pub(in crate::register) length: u64,
    /// How long the pieces are together.
    pub(in crate::register) deflated: u64,
}

impl Entry<'_> {
    const fn compressed(&self) -> u64 {
        self.deflated + LAST_BLOCK.len() as u64
    }

    const fn is_big(&self) -> bool {
        self.length >= BIG || self.compressed() >= BIG
    }

    /// The fields that the two headers share, from the version on.
    fn common(&self, out: &mut Vec<u8>, extra: u16) {
        let (time, date) = dos_time(self.at);
        let short = |value: u64| {
            if self.is_big() { u32::MAX } else { u32::try_from(value).unwrap_or(u32::MAX) }
        };
        for field in [self.version(), 0, DEFLATED, time, date] {
            out.extend(field.to_le_bytes());
        }
        for field in [self.checksum, short(self.compressed()), short(self.length)] {
            out.extend(field.to_le_bytes());
        }
        out.extend(u16::try_from(self.name.len()).unwrap_or(u16::MAX).to_le_bytes());
        out.extend(extra.to_le_bytes());
    }

    const fn version(&self) -> u16 {
        if self.is_big() { VERSION_64 } else { VERSION }
    }

    /// The extra field with both lengths in 64 bits.
    fn big_lengths(&self) -> Vec<u8> {
        if !self.is_big() {
            return Vec::new();
        }
        let mut out = Vec::with_capacity(20);
        out.extend(1_u16.to_le_bytes());
        out.extend(16_u16.to_le_bytes());
        out.extend(self.length.to_le_bytes());
        out.extend(self.compressed().to_le_bytes());
        out
    }

    /// What stands before the pieces.
    pub(in crate::register) fn head(&self) -> Vec<u8> {
        let extra = self.big_lengths();
        let mut out = b"PK\x03\x04".to_vec();
        self.common(&mut out, u16::try_from(extra.len()).unwrap_or_default());
        out.extend(self.name.as_bytes());
        out.extend(extra);
        out
    }

    /// What stands behind them.
    pub(in crate::register) fn tail(&self) -> Vec<u8> {
        let directory_at = self.head().len() as u64 + self.compressed();
        let extra = self.big_lengths();
        let mut out = LAST_BLOCK.to_vec();
        out.extend(b"PK\x01\x02");
        out.extend(self.version().to_le_bytes());
        self.common(&mut out, u16::try_from(extra.len()).unwrap_or_default());
        // No comment, on the first disk, no attributes, and the entry begins with the file.
        out.extend([0; 14]);
        out.extend(self.name.as_bytes());
        out.extend(extra);
        let directory = (out.len() - LAST_BLOCK.len()) as u64;
        if self.is_big() {
            out.extend(b"PK\x06\x06");
            out.extend(44_u64.to_le_bytes());
            out.extend(VERSION_64.to_le_bytes());
            out.extend(VERSION_64.to_le_bytes());
            out.extend([0; 8]);
            for field in [1, 1, directory, directory_at] {
                out.extend(field.to_le_bytes());
            }
            out.extend(b"PK\x06\x07");
            out.extend([0; 4]);
            out.extend((directory_at + directory).to_le_bytes());
            out.extend(1_u32.to_le_bytes());
        }
        out.extend(b"PK\x05\x06");
        out.extend([0; 4]);
        out.extend(1_u16.to_le_bytes());
        out.extend(1_u16.to_le_bytes());
        let short = |value: u64| {
            if self.is_big() { u32::MAX } else { u32::try_from(value).unwrap_or(u32::MAX) }
        };
        out.extend(short(directory).to_le_bytes());
        out.extend(short(directory_at).to_le_bytes());
        out.extend([0; 2]);
        out
    }
}

/// Time and day as MS-DOS wrote them, two seconds exactly, in UTC.
fn dos_time(at: Millis) -> (u16, u16) {
    let Ok(instant) = jiff::Timestamp::from_millisecond(at) else { return (0, 0x21) };
    let at = jiff::tz::TimeZone::UTC.to_datetime(instant);
    let part = |value: i8| u16::from(value.unsigned_abs());
    let year = u16::try_from(at.year() - 1980).unwrap_or_default() & 0x7F;
    let time = (part(at.hour()) << 11) | (part(at.minute()) << 5) | (part(at.second()) / 2);
    (time, (year << 9) | (part(at.month()) << 5) | part(at.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(length: u64, deflated: u64) -> Entry<'static> {
        Entry { name: "a.json", at: 1_795_511_700_000, checksum: 7, length, deflated }
    }

    fn field(bytes: &[u8], at: usize, size: usize) -> u64 {
        bytes[at..at + size].iter().rev().fold(0, |value, byte| (value << 8) | u64::from(*byte))
    }

    #[test]
    fn a_small_entry_has_32_bits_everywhere() {
        let entry = entry(1_000, 98);
        let (head, tail) = (entry.head(), entry.tail());
        assert_eq!((field(&head, 4, 2), field(&head, 18, 4), field(&head, 22, 4)), (20, 100, 1_000));
        assert_eq!(head.len(), 36);
        let end = tail.len() - 22;
        assert_eq!(&tail[end..end + 4], b"PK\x05\x06");
        assert_eq!(field(&tail, end + 16, 4), 136, "the directory stands behind head and stream");
        assert_eq!(field(&tail, end + 12, 4), end as u64 - 2);
    }

    #[test]
    fn an_entry_of_more_than_four_gigabytes_has_64() {
        let entry = entry(5 << 30, (1 << 30) - 2);
        let (head, tail) = (entry.head(), entry.tail());
        assert_eq!((field(&head, 4, 2), field(&head, 18, 4), field(&head, 28, 2)), (45, BIG, 20));
        assert_eq!((field(&head, 40, 8), field(&head, 48, 8)), (5 << 30, 1 << 30));
        let locator = tail.len() - 42;
        assert_eq!(&tail[locator..locator + 4], b"PK\x06\x07");
        let end_64 =
            usize::try_from(field(&tail, locator + 8, 8) - head.len() as u64 - (1 << 30)).unwrap() + 2;
        assert_eq!(&tail[end_64..end_64 + 4], b"PK\x06\x06");
        assert_eq!(field(&tail, end_64 + 48, 8), head.len() as u64 + (1 << 30));
        assert_eq!(&tail[2..6], b"PK\x01\x02");
    }
}
