//! Mail: letters out and messages in, both stored before anybody is answered.
//!
//! A letter is a row and a job in the transaction of what it tells about; it leaves through the outbox, perhaps more than
//! once after a crash, always with the same Message-ID. A message that arrives is stored sealed before the sender's
//! server is told that we have it. What the words mean is `orders/`' business.

pub mod imap;
pub mod inbox;
mod letter;
pub mod nature;
mod outbox;
pub mod receiver;
pub mod sender_check;
mod trouble;
mod writing;

pub use letter::{Letter, MailError, open_body, open_html, reseal, send_letter};
pub use outbox::{Outbox, RelayError, run_send};
pub use trouble::{LetterInTrouble, find_in_trouble, send_again};
pub use writing::{Written, write};
