//! The one integration binary: every room by its front door, on SQLite, or on PostgreSQL when `TEST_DATABASE_URL` is set.

mod support;

mod db;
