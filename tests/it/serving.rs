//! Whether the program serves at all: it listens, says it is ready, and ends when asked.

use std::process::{Output, Stdio};

use crate::imports::{another, look};
use crate::program::Server;
use crate::world::World;

async fn a_fresh_server_is_ready_and_ends_when_asked(world: World) {
    let healthy = world.http().get(world.url("/healthz").await).send().await.unwrap();
    assert_eq!(healthy.status(), 200);
    let ready = world.http().get(world.url("/readyz").await).send().await.unwrap();
    assert_eq!(ready.status(), 200);

    assert_eq!(world.server().await.stop(), Some(0), "{}", world.log());
}

async fn a_killed_server_finds_its_data_again(world: World) {
    let account = world.add_user("chief", "district_chief", "48");
    world.sign_in(&account).await;
    world.server().await.kill();

    let again = world.restarted();
    again.sign_in(&account).await;
}

/// Starts several of a command at once, on an empty database, and gives what they came to.
fn at_once(world: &World, args: &[&str], n: usize) -> Vec<Output> {
    let spawn = |_| {
        let mut command = world.command();
        command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
    };
    let running: Vec<_> = (0..n).map(spawn).collect();
    running.into_iter().map(|it| it.wait_with_output().unwrap()).collect()
}

async fn processes_that_start_at_once_make_one_database(world: World) {
    for ended in at_once(&world, &["migrate"], 4) {
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let alone = another(&world).await;
    alone.run(&["migrate"]);
    for table in ["parameter_set", "area", "area_closure", "figure_item", "seaql_migrations"] {
        let n = format!("select cast(count(*) as text) from {table}");
        let counted = look(&world, &n).await;
        assert_eq!(counted, look(&alone, &n).await, "{table}");
        assert_ne!(counted[0][0].as_deref(), Some("0"), "{table}");
    }
}

async fn servers_that_start_at_once_both_serve(world: World) {
    let start = |n: u8| Server::start(world.command(), world.path().join(format!("serve-{n}.log")));
    let (one, other) = tokio::join!(start(1), start(2));
    for server in [&one, &other] {
        let ready = world.http().get(format!("{}/readyz", server.base_url())).send().await.unwrap();
        assert_eq!(ready.status(), 200);
    }
    let account = world.add_user("chief", "district_chief", "48");
    world.sign_in(&account).await;
    for server in [one, other] {
        assert_eq!(server.stop(), Some(0));
    }
}

/// The answer of `/readyz`.
async fn readiness(world: &World) -> u16 {
    world.http().get(world.url("/readyz").await).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_server_without_its_database_is_not_ready_until_it_is_back() {
    let Some(world) = World::postgres().await else { return };
    assert_eq!(readiness(&world).await, 200);
    let cluster = crate::postgres::Cluster::get().unwrap();
    let name = look(&world, "select current_database()").await[0][0].clone().unwrap();
    cluster.execute(&format!("alter database {name} allow_connections false")).await.unwrap();
    let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
    cluster.execute(&end).await.unwrap();
    assert_eq!(readiness(&world).await, 503, "{}", world.log());
    assert_eq!(world.http().get(world.url("/healthz").await).send().await.unwrap().status(), 200);
    cluster.execute(&format!("alter database {name} allow_connections true")).await.unwrap();
    assert_eq!(readiness(&world).await, 200, "{}", world.log());
}

async fn the_operator_is_who_the_system_says(world: World) {
    let id = std::process::Command::new("id").args(["-r", "-u", "-n"]).output().unwrap();
    let real = String::from_utf8(id.stdout).unwrap().trim().to_owned();
    let mut forged = world.command();
    forged.env("USER", "governor").env("LOGNAME", "governor");
    forged.args(["user", "add", "--user-name", "chief", "--role", "district_chief", "--area", "48"]);
    assert!(forged.output().unwrap().status.success());
    let actors = look(&world, "select distinct actor from audit_event order by actor").await;
    let actors: Vec<_> = actors.into_iter().flatten().flatten().collect();
    assert!(actors.contains(&format!("operator:{real}")), "{actors:?}");
    assert!(!actors.iter().any(|it| it.contains("governor")), "{actors:?}");
}

on_both!(the_operator_is_who_the_system_says);
on_both!(processes_that_start_at_once_make_one_database, servers_that_start_at_once_both_serve);
on_both!(a_fresh_server_is_ready_and_ends_when_asked, a_killed_server_finds_its_data_again);
