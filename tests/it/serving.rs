//! Whether the program serves at all: it listens, says it is ready, and ends when asked.

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

on_both!(a_fresh_server_is_ready_and_ends_when_asked, a_killed_server_finds_its_data_again);
