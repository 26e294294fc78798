//! The text of one message as it comes over the wire (RFC 5321 §4.5.2), up to the dot on its own line.
//!
//! Only `CR LF . CR LF` ends a message. Where servers differ in what ends one, a second message can be smuggled inside the
//! first (2023, "SMTP smuggling"); therefore neither a bare LF nor a bare CR ever ends a line here, and a message that
//! holds one is read to its true end and refused whole.

/// Where in the text the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    LineStart,
    Text,
    /// Behind a CR.
    Cr,
    /// Behind a dot at the start of a line.
    Dot,
    /// Behind a dot at the start of a line and a CR.
    DotCr,
}

/// A message under way.
#[derive(Debug)]
pub(super) struct Data {
    at: At,
    message: Vec<u8>,
    limit: usize,
    /// All bytes so far, kept or not.
    seen: usize,
    bare: bool,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// The message, with dots unstuffed.
    Whole(Vec<u8>),
    /// It was larger than the limit; nothing of it was kept.
    TooLarge,
    /// It had line ends other than CR LF.
    BareLineEnd,
}

impl Data {
    pub(super) fn new(limit: usize) -> Self {
        Self { at: At::LineStart, message: Vec::new(), limit, seen: 0, bare: false }
    }

    /// How much was sent, kept or not.
    pub(super) fn seen(&self) -> usize {
        self.seen
    }

    /// Takes what was read; gives how many bytes belonged to the message when its end was among them.
    pub(super) fn take(&mut self, input: &[u8]) -> Option<usize> {
        let mut rest = input;
        while let Some((&byte, behind)) = rest.split_first() {
            if self.at == At::Text {
                let line = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
                let (text, end) = rest.split_at(line);
                self.push(text);
                rest = end;
                let Some((&byte, behind)) = rest.split_first() else { break };
                rest = behind;
                self.in_text(byte);
                continue;
            }
            rest = behind;
            match (self.at, byte) {
                (At::LineStart, b'.') => self.at = At::Dot,
                (At::Dot, b'\r') => self.at = At::DotCr,
                (At::DotCr, b'\n') => {
                    self.seen += input.len() - rest.len();
                    return Some(input.len() - rest.len());
                }
                (At::Cr, b'\n') => {
                    self.push(b"\r\n");
                    self.at = At::LineStart;
                }
                (At::Cr | At::DotCr, byte) => {
                    self.bare = true;
                    self.push(b"\r");
                    self.in_text(byte);
                }
                (_, byte) => self.in_text(byte),
            }
        }
        self.seen += input.len();
        None
    }

    fn in_text(&mut self, byte: u8) {
        if byte == b'\r' {
            self.at = At::Cr;
            return;
        }
        self.bare |= byte == b'\n';
        self.push(&[byte]);
        self.at = At::Text;
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.message.len() + bytes.len() <= self.limit {
            self.message.extend_from_slice(bytes);
        } else {
            // Nothing more will fit either; what was kept so far is given back.
            self.limit = 0;
            self.message = Vec::new();
        }
    }

    pub(super) fn finish(self) -> Taken {
        if self.limit == 0 {
            Taken::TooLarge
        } else if self.bare {
            Taken::BareLineEnd
        } else {
            Taken::Whole(self.message)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes `sent` in pieces of every size, and gives what came of it and what stood behind the end.
    fn taken(sent: &[u8]) -> Option<(Taken, Vec<u8>)> {
        let mut outcomes = Vec::new();
        for size in 1..=sent.len() {
            let mut data = Data::new(1_000);
            let mut outcome = None;
            let mut used = 0;
            for piece in sent.chunks(size) {
                if let Some(of_piece) = data.take(piece) {
                    outcome = Some((data.finish(), sent[used + of_piece..].to_vec()));
                    break;
                }
                used += piece.len();
            }
            outcomes.push(outcome);
        }
        assert!(
            outcomes.windows(2).all(|pair| pair[0] == pair[1]),
            "it matters how it was cut: {outcomes:?}"
        );
        outcomes.remove(0)
    }

    #[test]
    fn a_message_ends_at_a_dot_between_two_whole_line_ends_and_nowhere_else() {
        let whole = |text: &str| Some((Taken::Whole(text.as_bytes().to_vec()), Vec::new()));
        assert_eq!(taken(b".\r\n"), whole(""));
        assert_eq!(taken(b"hei\r\n.\r\n"), whole("hei\r\n"));
        assert_eq!(taken(b"..hei\r\n...\r\n.\r\n"), whole(".hei\r\n..\r\n"), "dots are unstuffed");
        assert_eq!(taken(b".hei\r\n.\r\n"), whole("hei\r\n"));
        assert_eq!(
            taken(b"hei\r\n.\r\nRSET\r\n"),
            Some((Taken::Whole(b"hei\r\n".to_vec()), b"RSET\r\n".to_vec()))
        );
        for smuggled in [
            "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r\n", "\r.\r", "\r\n.\r", "\n\r\n.\r", "\r\n\0.\r\n",
            "\r\n.\0\r\n", "\n..\r\n", "\r\r\n.\r\r\n",
        ] {
            let sent = format!("hei{smuggled}MAIL FROM:<x@y.example>\r\n.\r\n");
            let (outcome, behind) = taken(sent.as_bytes()).expect("it ends");
            assert_eq!(behind, b"", "{smuggled:?} ended the message");
            let bare = smuggled.replace("\r\n", "").contains(['\r', '\n']);
            assert_eq!(outcome == Taken::BareLineEnd, bare, "{smuggled:?}: {outcome:?}");
        }
        assert_eq!(taken(b"hei\r\n."), None);
    }

    #[test]
    fn a_message_over_the_limit_is_not_kept() {
        let mut data = Data::new(10);
        assert_eq!(data.take(b"12345678\r\n"), None);
        assert_eq!(data.take(b"9\r\n.\r\nQUIT"), Some(6));
        assert_eq!(data.seen(), 16);
        assert_eq!(data.finish(), Taken::TooLarge);
    }
}
