//! Settings: the same names as flags, as environment variables and in one file; a flag wins over the environment,
//! the environment over the file, the file over the defaults.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use phonjon_app::sessions::SessionSettings;
use phonjon_store::Copies;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Settings as given: on the command line or in the environment (`PHONJON_…`).
#[derive(Debug, Clone, Default, Args, Serialize)]
#[command(next_help_heading = "Settings of every command")]
pub(crate) struct Given {
    /// Settings file (TOML); the keys are the flags' names with underscores.
    #[arg(long, env = "PHONJON_CONFIG", global = true)]
    #[serde(skip)]
    pub(crate) config: Option<PathBuf>,
    /// Database: `sqlite:PATH` or `postgres://…`. Default: a SQLite file in the data folder.
    #[arg(long, env = "PHONJON_DATABASE_URL", global = true, hide_env_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
    /// Folder for the database file, uploaded files and the key file. Default: `phonjon-data`.
    #[arg(long, env = "PHONJON_DATA_DIR", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    data_dir: Option<PathBuf>,
    /// Key file. Default: `phonjon.keys` in the data folder.
    #[arg(long, env = "PHONJON_KEY_FILE", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    key_file: Option<PathBuf>,
    /// Address to listen on. Default: `127.0.0.1:8080`; port 0 takes any free one.
    #[arg(long, env = "PHONJON_LISTEN", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<String>,
    /// Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, with commas between them. Default: none.
    #[arg(long, env = "PHONJON_TRUSTED_PROXIES", global = true, value_delimiter = ',')]
    #[serde(skip_serializing_if = "Option::is_none")]
    trusted_proxies: Option<Vec<IpAddr>>,
    /// Origins of web pages that may ask besides the server's own, as `https://host`, with commas between them.
    /// Default: none.
    #[arg(long, env = "PHONJON_ORIGINS", global = true, value_delimiter = ',')]
    #[serde(skip_serializing_if = "Option::is_none")]
    origins: Option<Vec<String>>,
    /// Where browsers find the server, as `https://host`: its own origin. With `https` cookies go back over TLS alone.
    /// Default: unknown; the host that is asked, and TLS where a trusted proxy says so.
    #[arg(long, env = "PHONJON_PUBLIC_URL", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    public_url: Option<String>,
    /// Minutes after which a session that is not used is over. Default: 30.
    #[arg(long, env = "PHONJON_SESSION_IDLE_MINUTES", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    session_idle_minutes: Option<u32>,
    /// Hours after which a session is over at the latest. Default: 12.
    #[arg(long, env = "PHONJON_SESSION_HOURS", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    session_hours: Option<u32>,
    /// Most database connections at once: for requests that read so many, and as many for all else. Default: 8.
    #[arg(long, env = "PHONJON_MAX_CONNECTIONS", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    max_connections: Option<u32>,
    /// Copy a SQLite database beside itself before its schema changes. Default: yes.
    #[arg(long, env = "PHONJON_COPY_BEFORE_MIGRATING", global = true, num_args = 0..=1, default_missing_value = "true")]
    #[serde(skip_serializing_if = "Option::is_none")]
    copy_before_migrating: Option<bool>,
    /// Longest file that may be uploaded, in MiB. Default: 256.
    #[arg(long, env = "PHONJON_MAX_UPLOAD_MIB", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    max_upload_mib: Option<u32>,
    /// Allow introspection queries. Default: no; `phonjon schema` prints the schema.
    #[arg(long, env = "PHONJON_INTROSPECTION", global = true, num_args = 0..=1, default_missing_value = "true")]
    #[serde(skip_serializing_if = "Option::is_none")]
    introspection: Option<bool>,
    /// Serve GraphiQL at `/graphiql` to system administrators and ministry analysts who are signed in. Default: no.
    #[arg(long, env = "PHONJON_GRAPHIQL", global = true, num_args = 0..=1, default_missing_value = "true")]
    #[serde(skip_serializing_if = "Option::is_none")]
    graphiql: Option<bool>,
    /// Say in each answer's `X-Phonjon-Statements` how many statements it cost: for tests. Default: no.
    #[arg(long, env = "PHONJON_TELL_STATEMENTS", global = true, num_args = 0..=1, default_missing_value = "true", hide = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    tell_statements: Option<bool>,
    /// Log lines: `text` or `json`. Default: `text`.
    #[arg(long, env = "PHONJON_LOG_FORMAT", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    log_format: Option<String>,
    /// What to log, as tracing filters. Default: `info` and quieter for libraries.
    #[arg(long, env = "PHONJON_LOG", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<String>,
}

/// Settings as they hold.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting by itself, on or off")]
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// Database URL; empty for the SQLite file in the data folder.
    database_url: String,
    /// Data folder.
    pub(crate) data_dir: PathBuf,
    /// Key file; empty for the one in the data folder.
    key_file: PathBuf,
    /// Address to listen on.
    pub(crate) listen: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// Origins of web pages that may ask besides the server's own.
    pub(crate) origins: Vec<String>,
    /// Where browsers find the server; empty where that is unknown.
    public_url: String,
    /// Minutes after which a session that is not used is over.
    session_idle_minutes: u32,
    /// Hours after which a session is over at the latest.
    session_hours: u32,
    /// Most database connections at once: for requests that read so many, and as many for all else.
    pub(crate) max_connections: u32,
    /// Copy a SQLite database before its schema changes.
    copy_before_migrating: bool,
    /// Longest file that may be uploaded, in MiB.
    pub(crate) max_upload_mib: u32,
    /// Allow introspection.
    pub(crate) introspection: bool,
    /// Serve GraphiQL.
    pub(crate) graphiql: bool,
    /// Say how many statements an answer cost.
    pub(crate) tell_statements: bool,
    /// `text` or `json`.
    pub(crate) log_format: String,
    /// Tracing filters.
    pub(crate) log: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database_url: String::new(),
            data_dir: PathBuf::from("phonjon-data"),
            key_file: PathBuf::new(),
            listen: "127.0.0.1:8080".to_owned(),
            trusted_proxies: Vec::new(),
            origins: Vec::new(),
            public_url: String::new(),
            session_idle_minutes: 30,
            session_hours: 12,
            max_connections: 8,
            copy_before_migrating: true,
            max_upload_mib: 256,
            introspection: false,
            graphiql: false,
            tell_statements: false,
            log_format: "text".to_owned(),
            log: "info,sqlx=warn,sqlx::postgres::notice=off,sea_orm_migration=warn".to_owned(),
        }
    }
}

impl Settings {
    /// Puts defaults, file, environment and flags together.
    pub(crate) fn gather(given: &Given) -> Result<Self, Failure> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = &given.config {
            let named = |what: &str| Failure::usage(format!("the settings file `{}` {what}", file.display()));
            if file.is_dir() {
                return Err(named("is a folder: name the file in it"));
            }
            let text = std::fs::read_to_string(file).map_err(|e| named(&format!("cannot be read: {e}")))?;
            // Its faults are told with its name, since the environment and the flags have theirs.
            let of_file = Figment::from(Serialized::defaults(Self::default())).merge(Toml::string(&text));
            of_file.extract::<Self>().map_err(|e| named(&faults(e)))?;
            figment = figment.merge(Toml::string(&text));
        }
        let settings: Self = figment
            .merge(Serialized::defaults(given))
            .extract()
            .map_err(|e| Failure::usage(format!("settings: {}", faults(e))))?;
        if settings.max_connections == 0 {
            return Err(Failure::usage("settings: max_connections is at least 1, found 0"));
        }
        for (name, most, found) in [
            ("session_idle_minutes", 1_440, settings.session_idle_minutes),
            ("session_hours", 168, settings.session_hours),
        ] {
            if !(1..=most).contains(&found) {
                return Err(Failure::usage(format!("settings: {name} is 1 to {most}, found {found}")));
            }
        }
        if settings.public_origin().is_some_and(|it| !is_origin(it)) {
            let url = &settings.public_url;
            let told = format!("settings: a public URL is such as https://phonjon.example, found `{url}`");
            return Err(Failure::usage(told));
        }
        settings.known_database()?;
        match settings.origins.iter().find(|it| !is_origin(it)) {
            Some(other) => {
                let told = format!("settings: an origin is such as https://phonjon.example, found `{other}`");
                Err(Failure::usage(told))
            }
            None => Ok(settings),
        }
    }

    /// The origin of the server's own pages, where it is known.
    pub(crate) fn public_origin(&self) -> Option<&str> {
        let origin = self.public_url.strip_suffix('/').unwrap_or(&self.public_url);
        (!self.public_url.is_empty()).then_some(origin)
    }

    /// How long sessions last.
    pub(crate) fn sessions(&self) -> SessionSettings {
        SessionSettings::of(self.session_idle_minutes, self.session_hours)
    }

    /// Whether a SQLite database is copied before its schema changes.
    pub(crate) const fn copies(&self) -> Copies {
        if self.copy_before_migrating { Copies::BeforeMigrating } else { Copies::None }
    }

    /// Refuses an address that names neither database; never the whole of it, for it may hold a password.
    fn known_database(&self) -> Result<(), Failure> {
        let scheme = self.database_url.split(':').next().unwrap_or_default();
        if self.database_url.is_empty() || matches!(scheme, "sqlite" | "postgres" | "postgresql") {
            return Ok(());
        }
        let told = format!("settings: database_url begins with sqlite: or postgres:, found `{scheme}`");
        Err(Failure::usage(told))
    }

    /// The files that hold what the office keeps: a SQLite database with its companions, and the keys.
    pub(crate) fn own_files(&self) -> Vec<PathBuf> {
        let store = self.store();
        let mut files = vec![store.key_file];
        if let Some(database) = store.database_url.strip_prefix("sqlite:") {
            let path = database.strip_prefix("//").unwrap_or(database).split('?').next().unwrap_or_default();
            files.extend(["", "-wal", "-shm"].map(|it| PathBuf::from(format!("{path}{it}"))));
        }
        files
    }

    /// The settings of the store.
    pub(crate) fn store(&self) -> phonjon_store::StoreSettings {
        let database_url = if self.database_url.is_empty() {
            format!("sqlite:{}", self.data_dir.join("phonjon.db").display())
        } else {
            self.database_url.clone()
        };
        let key_file = if self.key_file.as_os_str().is_empty() {
            self.data_dir.join("phonjon.keys")
        } else {
            self.key_file.clone()
        };
        phonjon_store::StoreSettings {
            database_url,
            data_dir: self.data_dir.clone(),
            key_file,
            max_connections: self.max_connections,
        }
    }
}

/// What is wrong, setting by setting, without the library's own words for where it looked.
fn faults(error: figment::Error) -> String {
    let told = error.into_iter().map(|it| match it.path.join(".") {
        path if path.is_empty() => it.kind.to_string(),
        path => format!("`{path}`: {}", it.kind),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// True for what browsers send as an origin: a scheme and a host, perhaps a port, and nothing after it.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|it| !it.is_empty() && !it.contains(['/', '?', '#', '@', '*', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_given_in_the_file_too() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("phonjon.toml");
        let text = "trusted_proxies = [\"10.0.0.1\", \"::1\"]\norigins = [\"https://phonjon.example\"]\n";
        std::fs::write(&file, text).unwrap();
        let of_file = Given { config: Some(file), ..Given::default() };
        let settings = Settings::gather(&of_file).unwrap();
        assert_eq!(settings.trusted_proxies, ["10.0.0.1", "::1"].map(|it| it.parse::<IpAddr>().unwrap()));
        assert_eq!(settings.origins, ["https://phonjon.example"]);
        let flag = Given { trusted_proxies: Some(vec!["10.0.0.2".parse().unwrap()]), ..of_file };
        let settings = Settings::gather(&flag).unwrap();
        assert_eq!(settings.trusted_proxies, ["10.0.0.2".parse::<IpAddr>().unwrap()]);
    }

    #[test]
    fn what_no_browser_sends_as_an_origin_is_refused() {
        for wrong in ["phonjon.example", "https://", "https://phonjon.example/", "https://*.example", "*"] {
            let given = Given { origins: Some(vec![wrong.to_owned()]), ..Given::default() };
            assert!(Settings::gather(&given).is_err(), "{wrong}");
        }
        for wrong in ["phonjon.example", "https://", "https://phonjon.example/app", "/"] {
            let given = Given { public_url: Some(wrong.to_owned()), ..Given::default() };
            assert!(Settings::gather(&given).is_err(), "{wrong}");
        }
        let given = Given { public_url: Some("https://phonjon.example/".to_owned()), ..Given::default() };
        assert_eq!(Settings::gather(&given).unwrap().public_origin(), Some("https://phonjon.example"));
        for right in ["https://phonjon.example", "http://127.0.0.1:5173"] {
            let given = Given { origins: Some(vec![right.to_owned()]), ..Given::default() };
            assert!(Settings::gather(&given).is_ok(), "{right}");
        }
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("phonjon.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:1\"\nmax_connections = 3\n").unwrap();
        let given = Given { config: Some(file), listen: Some("127.0.0.1:2".to_owned()), ..Given::default() };
        let settings = Settings::gather(&given).unwrap();
        assert_eq!((settings.listen.as_str(), settings.max_connections), ("127.0.0.1:2", 3));
        assert_eq!(settings.store().database_url, "sqlite:phonjon-data/phonjon.db");
    }

    #[test]
    fn a_key_that_is_no_setting_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("phonjon.toml");
        std::fs::write(&file, "lissten = \"127.0.0.1:1\"\n").unwrap();
        let given = Given { config: Some(file), ..Given::default() };
        let told = Settings::gather(&given).unwrap_err().to_string();
        assert!(told.contains("lissten") && told.contains("phonjon.toml"), "{told}");
        assert!(!told.contains("default."), "{told}");
    }

    #[test]
    fn what_cannot_hold_is_refused_before_anything_is_opened() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Given { config: Some(dir.path().to_owned()), ..Given::default() };
        let absent = Given { config: Some(dir.path().join("nowhere.toml")), ..Given::default() };
        let nobody = Given { max_connections: Some(0), ..Given::default() };
        let restless = Given { session_idle_minutes: Some(0), ..Given::default() };
        let for_ever = Given { session_hours: Some(169), ..Given::default() };
        let other = Given { database_url: Some("mysql://u:secret@h/d".to_owned()), ..Given::default() };
        for (given, named) in [
            (folder, "folder"),
            (absent, "nowhere.toml"),
            (nobody, "max_connections"),
            (restless, "session_idle_minutes"),
            (for_ever, "session_hours"),
            (other, "mysql"),
        ] {
            let refused = Settings::gather(&given).unwrap_err();
            assert_eq!(refused.code(), 2);
            let told = refused.to_string();
            assert!(told.contains(named) && !told.contains("secret"), "{told}");
        }
    }
}
