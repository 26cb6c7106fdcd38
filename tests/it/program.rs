//! The program under test as a process: one command of it, and a server that ends with the test.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What the shell does: runs the program, and when its own input ends or says a signal's name, signals it.
/// It gives up its standard output, so that a program that ends at once is seen to end.
const WATCHDOG: &str =
    r#""$@" </dev/null & p=$!; exec >&-; read -r signal; kill -"${signal:-TERM}" $p; wait $p"#;

/// The `phonjon` program, in an environment that holds no setting of the person who runs the tests.
pub(crate) fn phonjon() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_phonjon"));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8").env("USER", "tester");
    command
}

/// A running `phonjon serve`.
pub(crate) struct Server {
    base_url: String,
    shell: Mutex<(Child, Option<ChildStdin>)>,
}

impl Server {
    /// Starts `phonjon serve` on a free port, its log in a file, and waits until it listens.
    pub(crate) async fn start(settings: Command, log: PathBuf) -> Self {
        let started = tokio::task::spawn_blocking(move || Self::start_blocking(&settings, &log));
        tokio::time::timeout(Duration::from_mins(2), started)
            .await
            .expect("the server listens within two minutes")
            .expect("the server is started")
    }

    fn start_blocking(settings: &Command, log: &PathBuf) -> Self {
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(WATCHDOG).arg("sh").arg(settings.get_program());
        shell.args(["serve", "--listen", "127.0.0.1:0"]).env_clear();
        for (name, value) in settings.get_envs() {
            if let Some(value) = value {
                shell.env(name, value);
            }
        }
        if let Some(dir) = settings.get_current_dir() {
            shell.current_dir(dir);
        }
        let mut shell = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::options().create(true).append(true).open(log).expect("the log is opened"))
            .spawn()
            .expect("the shell starts");
        let stdin = shell.stdin.take();
        let stdout = shell.stdout.take().expect("standard output is piped");
        let mut lines = BufReader::new(stdout).lines();
        let base_url = lines.find_map(|line| {
            line.expect("the server prints text").strip_prefix("listening on ").map(|it| it.trim().to_owned())
        });
        let Some(base_url) = base_url else {
            let log = std::fs::read_to_string(log).unwrap_or_default();
            panic!("phonjon serve ended before it listened:\n{log}");
        };
        // Whatever it prints later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { base_url, shell: Mutex::new((shell, stdin)) }
    }

    /// `http://127.0.0.1:PORT`
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Asks the server to end, waits, and gives its exit code.
    pub(crate) fn stop(&self) -> Option<i32> {
        self.signal("TERM")
    }

    /// Ends the server at once, as a power cut would.
    pub(crate) fn kill(&self) -> Option<i32> {
        self.signal("KILL")
    }

    fn signal(&self, name: &str) -> Option<i32> {
        let mut shell = self.shell.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut stdin) = shell.1.take() {
            let _ = writeln!(stdin, "{name}");
        }
        shell.0.wait().ok().and_then(|status| status.code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
