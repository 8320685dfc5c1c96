//! What a request must look like, whatever it is for.

use pika_cloud::{CloudConfig, Environment};
use serde_json::{Value, json};

use super::api::{post, registration, request, start, strict};

const OURS: &str = "X-Pika-Client: pika-web\r\n";

#[tokio::test]
async fn a_body_that_is_not_what_it_should_be_is_a_400_that_names_the_member() {
    let wrong: [(Value, &str); 8] = [
        (json!({"password": 12_345_678}), "password"),
        (json!({"password": ["anchor step"]}), "password"),
        (json!({"password": {"$ne": ""}}), "password"),
        (json!({"email": {"x": 1}}), "email"),
        (json!({"email": "no address"}), "email"),
        (json!({"email": format!("{}@dance.example", "x".repeat(250))}), "email"),
        (json!({"displayName": true}), "displayName"),
        (json!({"displayName": "<b>Otis</b>"}), "displayName"),
    ];
    for (change, field) in wrong {
        let cloud = start().await;
        let mut body = registration();
        for (member, value) in change.as_object().unwrap() {
            body[member] = value.clone();
        }
        for path in ["/api/auth/register", "/api/auth/login"] {
            if path.ends_with("login") && field == "displayName" {
                continue;
            }
            let answer = post(&cloud, path, &body).await;
            assert_eq!((answer.status, &answer.body["code"]), (400, &json!("invalid")), "{change}");
            assert!(answer.body["fields"][field].is_string(), "{change} {answer:?}");
            assert_eq!(answer.body["error"], answer.body["message"], "as old clients read it");
        }
    }
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let cloud = start().await;
    let answer = post(&cloud, "/api/auth/register", &json!({"email": "a@b.example"})).await;
    assert_eq!(answer.body["error"], "Email, password, and display name are required");
    assert_eq!(
        answer.body["fields"],
        json!({"password": "This is required", "displayName": "This is required"})
    );
    let answer = post(&cloud, "/api/auth/login", &Value::Null).await;
    assert_eq!(
        (answer.status, &answer.body["error"]),
        (400, &json!("Email and password are required"))
    );
}

#[tokio::test]
async fn no_body_is_a_500() {
    for body in
        [&b"{"[..], b"[1]", b"null", b"\xff\xfe", b"\"x\"", &[b'['; 16_000], b"{\"email\":1e999}"]
    {
        let cloud = start().await;
        for path in ["/api/auth/register", "/api/auth/login"] {
            let answer = request(cloud.address(), "POST", path, OURS, body).await;
            assert_eq!(
                (answer.status, &answer.body["code"]),
                (400, &json!("invalid")),
                "{answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_over_64_kilobytes_is_refused() {
    let cloud = start().await;
    let mut body = registration();
    body["more"] = json!("x".repeat(64 * 1024));
    let answer = post(&cloud, "/api/auth/register", &body).await;
    assert_eq!((answer.status, &answer.body["code"]), (413, &json!("too_large")), "{answer:?}");
}

#[tokio::test]
async fn names_of_any_script_are_taken_and_reserved_ones_are_not() {
    for (name, status) in [
        ("D'Arcy", 201),
        ("Ольга", 201),
        ("山田 太郎", 201),
        ("x", 400),
        ("Admin", 400),
        ("Al\u{7}ba", 400),
        ("Otis <script>", 400),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 400),
    ] {
        let cloud = start().await;
        let mut body = registration();
        body["displayName"] = json!(name);
        let answer = post(&cloud, "/api/auth/register", &body).await;
        assert_eq!(answer.status, status, "{name} {answer:?}");
        match status {
            201 => assert_eq!(answer.body["user"]["displayName"], name),
            _ => assert!(answer.body["fields"]["displayName"].is_string(), "{answer:?}"),
        }
    }
}

#[tokio::test]
async fn who_changes_something_says_which_of_our_programs_it_is() {
    async fn status(config: CloudConfig, headers: &str) -> u16 {
        let cloud = pika_cloud::start(config).await.unwrap();
        let body = registration().to_string();
        let path = "/api/auth/register";
        request(cloud.address(), "POST", path, headers, body.as_bytes()).await.status
    }
    let development = || CloudConfig { environment: Environment::Development, ..strict() };
    assert_eq!(status(strict(), "").await, 403);
    assert_eq!(status(strict(), "X-Pika-Client: curl\r\n").await, 403);
    assert_eq!(status(strict(), "X-Pika-Client: pika-e2e\r\n").await, 403);
    assert_eq!(status(strict(), OURS).await, 201);
    assert_eq!(status(development(), "X-Pika-Client: pika-e2e\r\n").await, 201);
    assert_eq!(status(development(), "").await, 403, "development is as strict");
    assert_eq!(status(CloudConfig { any_client: true, ..development() }, "").await, 201);
}

#[tokio::test]
async fn pages_of_our_origins_may_read_answers_and_foreign_ones_may_not() {
    let development = CloudConfig { environment: Environment::Development, ..strict() };
    for (config, origin, allowed) in [
        (strict(), "https://pika.stream", true),
        (strict(), "https://api.pika.stream", true),
        (strict(), "http://localhost:3000", false),
        (development, "http://localhost:3002", true),
        (strict(), "https://pika.stream.evil.example", false),
        (strict(), "null", false),
        (
            CloudConfig { origins: vec!["https://dance.example".into()], ..strict() },
            "https://dance.example",
            true,
        ),
    ] {
        let cloud = pika_cloud::start(config).await.unwrap();
        let asked = format!(
            "Origin: {origin}\r\nAccess-Control-Request-Method: POST\r\n\
             Access-Control-Request-Headers: x-pika-client\r\n"
        );
        let preflight = request(cloud.address(), "OPTIONS", "/api/auth/login", &asked, b"").await;
        let headers = format!("Origin: {origin}\r\n");
        let plain = request(cloud.address(), "GET", "/api/auth/me", &headers, b"").await;
        for answer in [preflight, plain] {
            assert!(answer.head.contains("vary: "), "{answer:?}");
            assert!(answer.head.to_lowercase().contains("origin"), "{answer:?}");
            let granted = answer.header("access-control-allow-origin");
            assert_eq!(granted, allowed.then_some(origin), "{answer:?}");
            let credentials = answer.header("access-control-allow-credentials");
            assert_eq!(credentials, allowed.then_some("true"), "{answer:?}");
            assert_eq!(answer.head.contains("access-control-"), allowed, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn the_cloud_inside_a_desktop_has_no_accounts() {
    let djs = pika_cloud::DjAccess::Only { secret: "a secret of this launch".into() };
    let cloud = pika_cloud::start(CloudConfig { djs, ..strict() }).await.unwrap();
    for path in ["/api/auth/register", "/api/auth/login", "/api/auth/regenerate-token"] {
        assert_eq!(post(&cloud, path, &registration()).await.status, 404, "{path}");
    }
    for path in ["/dj", "/dj/otis-marlow"] {
        let (head, _) = crate::support::get(cloud.address(), path, "").await;
        assert!(head.starts_with("http/1.1 404"), "nor a page of accounts: {path} {head}");
    }
}
