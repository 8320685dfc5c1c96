//! The database does not take an announcement at first: its booth repeats it, and phones are notified then.

use super::{PushService, announcement, booth, local, phone};
use crate::{
    database::execute,
    support::{SESSION, config_with_sqlite},
};

#[tokio::test]
async fn an_announcement_that_is_taken_at_the_second_attempt_notifies_phones() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = PushService::start().await;
    let config = local(config_with_sqlite(&folder));
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut booth = booth(&cloud, SESSION).await;
    let ana = phone(&cloud, &service, SESSION, "ana").await;
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON announcements
                  BEGIN SELECT RAISE(ABORT, 'no room'); END";
    execute(&database, refuse).await;
    let message = announcement(SESSION, 1, "Competition at ten.", true);
    assert_eq!(booth.ask(message.clone()).await["code"], "server_busy");
    execute(&database, "DROP TRIGGER refuse").await;
    assert_eq!(booth.ask(message.clone()).await["lastSeq"], 1);
    assert_eq!(ana.read(&service.next().await)["body"], "Competition at ten.");

    // Once it is there, a repetition notifies nobody.
    assert_eq!(booth.ask(message).await["lastSeq"], 1);
    assert_eq!(booth.ask(announcement(SESSION, 2, "Last dance.", true)).await["lastSeq"], 2);
    assert_eq!(ana.read(&service.next().await)["body"], "Last dance.");
}
