//! Phones that are notified of what is announced, where the DJ is at one node and the phone at another.

use serde_json::{Value, json};

use super::{
    RESUME,
    programs::{Node, Two},
};
use crate::{
    push::service::{Phone, PushService},
    support::{Client, SESSION, exchange},
};

/// A DJ at the one node, and at the other a dancer whose phone is to be notified.
struct Scene {
    nodes: Two,
    service: PushService,
    booth: Client,
    dancer: Client,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let service = PushService::start().await;
        let nodes = Two::start(folder.path()).await;
        let (booth, _) = nodes.a.booth(Some(RESUME)).await;
        let mut dancer = nodes.b.dancer("client_dancer_there").await;
        dancer.until_type("TRACK_STOPPED").await;
        let phone = Phone::new("ana", format!("{}/ana", service.address));
        subscribe(&nodes.b, &phone).await;
        Self { nodes, service, booth, dancer, _folder: folder }
    }

    /// The DJ comes back at the other node.
    async fn move_booth(&mut self) {
        self.booth = self.nodes.b.booth(Some(RESUME)).await.0;
    }

    /// What was to be sent has been sent.
    async fn stop(self) -> PushService {
        self.nodes.a.stop().await;
        self.nodes.b.stop().await;
        self.service
    }
}

fn announcement(seq: u64) -> Value {
    json!({
        "type": "SEND_ANNOUNCEMENT", "sessionId": SESSION, "seq": seq, "push": true,
        "message": format!("Announcement {seq}."),
    })
}

fn is_announcement(seq: u64) -> impl Fn(&Value) -> bool {
    move |told| told["message"] == format!("Announcement {seq}.")
}

/// Has a phone notified of [`SESSION`].
async fn subscribe(node: &Node, phone: &Phone) {
    let headers = format!("X-Pika-Client: pika-web\r\nX-Pika-Dancer: {}\r\n", phone.dancer());
    let (wish, path) = (phone.wish(SESSION).to_string(), "/api/push/subscribe");
    let (head, _) = exchange(node.address, "POST", path, &headers, wish.as_bytes()).await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
}

#[tokio::test]
async fn a_phone_is_notified_once_however_many_nodes_there_are() {
    let mut scene = Scene::set().await;
    scene.booth.ask(announcement(1)).await;
    scene.dancer.until(is_announcement(1)).await;
    scene.move_booth().await;
    scene.booth.ask(announcement(2)).await;
    let mut service = scene.stop().await;
    for _ in 0..2 {
        service.next().await;
    }
    assert!(service.is_quiet(), "once each");
}

#[tokio::test]
async fn phones_are_notified_ten_times_an_hour_however_many_nodes_there_are() {
    let mut scene = Scene::set().await;
    for seq in 1..=6 {
        assert_eq!(scene.booth.ask(announcement(seq)).await["type"], "ACK");
        scene.service.next().await;
    }
    // What one node tells arrives in order: whoever has heard of the last has counted all.
    scene.dancer.until(is_announcement(6)).await;
    scene.move_booth().await;
    for seq in 7..=10 {
        assert_eq!(scene.booth.ask(announcement(seq)).await["type"], "ACK");
        scene.service.next().await;
    }
    scene.booth.send(announcement(11)).await;
    assert_eq!(scene.booth.until_type("ANNOUNCEMENT_NOT_PUSHED").await["seq"], 11);
    scene.dancer.until(is_announcement(11)).await;
    assert!(scene.stop().await.is_quiet(), "ten");
}
