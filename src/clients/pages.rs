//! The pages of a contact for its organisation's clients.
