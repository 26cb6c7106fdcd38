//! Tests of teams and assignments, on both databases.
