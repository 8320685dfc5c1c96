//! REST and the page: shapes that existing clients read, and headers on everything.

use serde_json::json;

use crate::support::{
    Client, SESSION, booth, broadcast, cloud, config_with_file, dancer, exchange, get, get_json,
    play_id,
};

#[tokio::test]
async fn health_counts_sessions_and_names_nobody() {
    let cloud = cloud().await;
    let _booth = booth(&cloud).await;
    let health = get_json(cloud.address(), "/health").await;
    assert_eq!(health["status"], "ok");
    assert_eq!(health["activeSessions"], 1);
    assert_eq!(health["database"], "connected");
    assert!(!health.to_string().contains("Alba"));
}

#[tokio::test]
async fn active_sessions_are_listed_as_the_landing_page_reads_them() {
    let cloud = cloud().await;
    let address = cloud.address();
    let nobody = json!({"live": false, "sessions": []});
    assert_eq!(get_json(address, "/api/sessions/active").await, nobody);

    let mut booth = booth(&cloud).await;
    let active = get_json(address, "/api/sessions/active").await;
    assert_eq!((&active["live"], &active["count"]), (&json!(true), &json!(1)));
    assert_eq!(active["sessions"][0]["currentTrack"], json!(null));

    booth.ask(broadcast(1)).await;
    let _dancer = dancer(&cloud, "client_dancer_1").await;
    booth.until(|told| told["type"] == "LISTENER_COUNT" && told["count"] == 1).await;
    let session = &get_json(address, "/api/sessions/active").await["sessions"][0];
    assert_eq!((&session["sessionId"], &session["djName"]), (&json!(SESSION), &json!("Alba")));
    assert_eq!(
        session["currentTrack"],
        json!({"title": "Title 1", "artist": "Otis Marlow", "bpm": 96.5})
    );
    assert_eq!((&session["listenerCount"], &session["momentum"]), (&json!(1), &json!(0.05)));
}

#[tokio::test]
async fn a_history_is_newest_first_and_empty_for_a_session_that_nobody_knows() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    booth.ask(broadcast(2)).await;
    let history = get_json(cloud.address(), &format!("/api/session/{SESSION}/history")).await;
    let newest = json!({
        "id": play_id(2), "artist": "Otis Marlow", "title": "Title 2",
        "playedAt": "2026-01-02T03:00:02.000Z",
    });
    assert_eq!(history[0], newest);
    assert_eq!(history.as_array().unwrap().len(), 2);
    for unknown in ["pika_nowhere", "x", "%27%20OR%201=1"] {
        let path = format!("/api/session/{unknown}/history");
        assert_eq!(get_json(cloud.address(), &path).await, json!([]), "{unknown}");
    }
}

#[tokio::test]
async fn text_goes_in_and_comes_out_unchanged_whatever_it_says() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut dancer = dancer(&cloud, "client_'; DROP TABLE likes; --").await;
    let corpus = [
        "'; DROP TABLE plays; --",
        "\" OR \"\"=\"",
        "Robert'); DELETE FROM sessions WHERE ('1'='1",
        "%_\\%00?1 :name $1 @p",
        "<script>alert(1)</script>",
        "{{7*7}} ${7*7}",
        "\u{202e}drawkcab \u{1f57a} e\u{301}",
        "NULL",
    ];
    for (number, text) in (1..).zip(corpus) {
        let mut message = broadcast(number);
        message["track"] = json!({"title": text, "artist": text, "key": "A minor"});
        assert_eq!(booth.ask(message).await["type"], "ACK", "{text}");
        let shown = dancer.until_type("NOW_PLAYING").await;
        assert_eq!(
            (&shown["track"]["title"], &shown["track"]["artist"]),
            (&json!(text), &json!(text))
        );
        assert_eq!(dancer.ask(crate::support::like(number)).await["type"], "ACK", "{text}");
    }
    let history = crate::support::history(cloud.address()).await;
    assert_eq!(history, corpus, "and from the database as well");
}

#[tokio::test]
async fn polls_and_announcements_come_back_from_the_database_as_they_were_written() {
    let texts =
        ["'; DROP TABLE polls; --", "<img src=x onerror=alert(1)>", "\u{202e}\u{1f57a} \"]["];
    for text in texts {
        let folder = tempfile::tempdir().unwrap();
        let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
        let mut booth = booth(&cloud).await;
        let poll = json!({
            "type": "START_POLL", "sessionId": SESSION, "seq": 1, "question": text,
            "options": [text, "No"],
        });
        assert_eq!(booth.ask(poll).await["type"], "ACK", "{text}");
        let announcement = json!({
            "type": "SEND_ANNOUNCEMENT", "sessionId": SESSION, "seq": 2, "message": text,
        });
        assert_eq!(booth.ask(announcement).await["type"], "ACK", "{text}");
        cloud.stop().await;
        let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
        let mut phone = Client::connect(&cloud).await;
        phone.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
        let told = phone.until_type("POLL_STARTED").await;
        assert_eq!((&told["question"], &told["options"]), (&json!(text), &json!([text, "No"])));
        assert_eq!(phone.until_type("ANNOUNCEMENT_RECEIVED").await["message"], text);
    }
}

#[tokio::test]
async fn the_page_is_served_for_its_own_paths_and_asked_for_again_each_time() {
    let cloud = cloud().await;
    let address = cloud.address();
    let (head, index) = get(address, "/", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/html"), "{head}");
    assert!(head.contains("cache-control: no-cache"), "{head}");
    for path in ["/live", "/live/pika_story_one"] {
        assert_eq!(get(address, path, "").await.1, index, "{path}");
    }
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let (head, body) = get(address, "/", &format!("If-None-Match: {tag}\r\n")).await;
    assert!(head.starts_with("http/1.1 304") && body.is_empty(), "{head}");
    let (head, _) = get(address, "/nothing.js", "").await;
    assert!(head.starts_with("http/1.1 404"), "{head}");
}

#[tokio::test]
async fn the_page_of_a_live_session_says_what_plays_and_no_title_gets_out_of_its_quotes() {
    let cloud = cloud().await;
    let address = cloud.address();
    let mut booth = booth(&cloud).await;
    let title = r#""><script>alert(1)</script> & &quot;more'"#;
    let mut message = broadcast(1);
    message["track"] = json!({"title": title, "artist": "Otis Marlow"});
    booth.ask(message).await;
    let (head, body) = get(address, "/live/pika_story_one", "").await;
    assert!(head.contains("cache-control: no-cache"), "{head}");
    assert!(!head.contains("etag"), "it is another one with the next track: {head}");
    let (_, known) = body.split_once("name=\"pika-known\" content=\"").unwrap();
    let (known, _) = known.split_once('"').unwrap();
    assert!(!known.contains(['<', '>']), "{known}");
    let known = known
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let known: serde_json::Value = serde_json::from_str(&known).unwrap();
    assert_eq!(known["type"], "SESSIONS_LIST");
    assert_eq!(known["sessions"][0]["sessionId"], "pika_story_one");
    assert_eq!(known["sessions"][0]["currentTrack"]["title"], title);
    let (_, other) = get(address, "/live/pika_story_two", "").await;
    assert!(!other.contains("pika-known"), "a session that is not live: {other}");
}

#[tokio::test]
async fn an_unknown_path_of_the_api_is_a_404_in_json() {
    let cloud = cloud().await;
    for path in ["/api", "/api/nothing", "/api/session/pika_story_one/nothing"] {
        let (head, body) = get(cloud.address(), path, "").await;
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
        assert!(body.starts_with(r#"{"error":"#), "{path}: {body}");
    }
}

#[tokio::test]
async fn every_response_carries_the_security_headers() {
    let cloud = cloud().await;
    let csp = "content-security-policy: default-src 'self'; script-src 'self'; \
        style-src 'self'; connect-src 'self'; img-src 'self' data:; object-src 'none'; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n";
    let (page, _) = get(cloud.address(), "/", "").await;
    let tag = page.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let known = format!("If-None-Match: {tag}\r\n");
    let ours = "X-Pika-Client: pika-web\r\n";
    let long = "x".repeat(65 * 1024);
    for (method, path, headers, body, status) in [
        ("GET", "/", "", "", 200),
        ("GET", "/", &known, "", 304),
        ("GET", "/health", "", "", 200),
        ("GET", "/api/sessions/active", "", "", 200),
        ("GET", "/api/nothing", "", "", 404),
        ("GET", "/nothing.js", "", "", 404),
        ("GET", "/ws", "", "", 400),
        ("PUT", "/health", ours, "", 405),
        ("GET", "/api/auth/me", "", "", 401),
        ("POST", "/api/auth/login", "", "", 403),
        ("POST", "/api/auth/login", ours, "{", 400),
        ("POST", "/api/auth/login", ours, &long, 413),
        ("OPTIONS", "/api/auth/login", "Access-Control-Request-Method: POST\r\n", "", 204),
    ] {
        let answer = exchange(cloud.address(), method, path, headers, body.as_bytes()).await;
        let head = answer.0 + "\r\n";
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{method} {path}: {head}");
        for header in [
            csp,
            "x-content-type-options: nosniff\r\n",
            "x-frame-options: deny\r\n",
            "referrer-policy: ",
            "permissions-policy: ",
            "cross-origin-opener-policy: same-origin\r\n",
        ] {
            assert!(head.contains(header), "{method} {path} lacks {header}: {head}");
        }
        assert!(!head.contains("strict-transport-security"), "there is no TLS here");
    }
}

#[tokio::test]
async fn the_page_travels_compressed_to_whoever_can_read_that() {
    let cloud = cloud().await;
    let (head, _) = get(cloud.address(), "/", "Accept-Encoding: gzip\r\n").await;
    assert!(head.contains("content-encoding: gzip"), "{head}");
    let (head, body) = get(cloud.address(), "/", "").await;
    assert!(!head.contains("content-encoding"), "{head}");
    assert!(body.contains("<html"), "{body}");
}

#[tokio::test]
async fn behind_tls_browsers_are_told_to_stay_there() {
    let config = pika_cloud::CloudConfig {
        public_url: Some("https://pika.example".to_owned()),
        ..crate::support::config()
    };
    let cloud = pika_cloud::start(config).await.unwrap();
    let (head, _) = get(cloud.address(), "/health", "").await;
    assert!(head.contains("strict-transport-security: max-age="), "{head}");
}
