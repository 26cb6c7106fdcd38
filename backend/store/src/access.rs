//! Who may do what, where: accounts, grants, sessions and sign-in counters as they are kept, and what a scope means in
//! SQL.

mod accounts;
mod attempts;
mod grants;
mod listed;
mod readers;
mod scope;
mod sessions;

pub use accounts::{
    Account, NewAccount, account_names, accounts_within, disable_account, find_account, find_account_by_name,
    find_account_for_update, find_accounts_by_names, insert_accounts, lock_accounts, set_language,
    set_password,
};
pub use attempts::{
    Attempts, forget_attempts, forget_failures, forgive_failure, is_known, lock_attempts, set_attempts,
    set_known,
};
pub use grants::{
    GivenGrant, GrantGiven, NewGrant, find_grant, given_grants, grants_of, insert_grant,
    insert_grants_without_post, is_live, last_grants_of, revoke_given_under, revoke_grant,
};
pub use listed::{grants_by_id, remove_accounts, unused};
pub use readers::{ReaderRow, ReadsBy, readers_by_area, readers_by_team};
pub use scope::{all_in_scope, areas_covering, areas_in_scope, areas_of_teams, in_scope, scope_condition};
pub use sessions::{
    Found, NewSession, Session, SessionKind, find_session, insert_session, revoke_session, revoke_sessions,
    sessions_of, tokens, touch_session,
};
