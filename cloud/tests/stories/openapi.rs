//! The document that describes the routes, held against what they do.

use pika_cloud::{CloudConfig, PushConfig, VapidKey};
use serde_json::{Value, json};

use crate::{
    accounts::api::{call, register, request, start, strict},
    support::get_json,
};

/// Values that have another type than is wanted, or strain whoever takes them.
fn strange() -> Vec<Value> {
    vec![
        json!(null),
        json!(7),
        json!(-1.5e300),
        json!(true),
        json!(""),
        json!(" "),
        json!("x".repeat(5_000)),
        json!("\u{0}\u{202e}\u{1f57a}'\";--<script>"),
        json!([]),
        json!(["x", {"a": [[[1]]]}]),
        json!({}),
        json!({"$ne": null}),
    ]
}

/// Members of the shape behind a reference.
fn members(document: &Value, shape: &Value) -> Vec<String> {
    let name = shape["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
    let properties = &document["components"]["schemas"][name]["properties"];
    properties.as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn every_route_answers_whatever_it_is_sent_as_the_document_says() {
    let described = start().await;
    let document = get_json(described.address(), "/api/openapi.json").await;
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 20, "{paths:?}");
    let mut sent = 0;
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            // A server of its own: some of these delete the account, and limits are met.
            let push = PushConfig { key: VapidKey::generate(), local: false };
            let config = CloudConfig { push: Some(push), ..strict() };
            let cloud = pika_cloud::start(config).await.unwrap();
            let token = register(&cloud, "Otis Marlow").await;
            let mut bodies = vec![Value::Null, json!({})];
            if let Some(body) = operation.get("requestBody") {
                let shape = &body["content"]["application/json"]["schema"];
                for member in members(&document, shape) {
                    bodies.extend(
                        strange().into_iter().map(|value| json!({(member.as_str()): value})),
                    );
                }
            }
            let method = method.to_uppercase();
            for id in ["1", "pika_story_one", "%00", "%27%20OR%201=1", "..%2f..%2fetc"] {
                let path = path.replace("{id}", id).replace("{slug}", id);
                for (token, dancer) in
                    [(None, ""), (Some(token.as_str()), "X-Pika-Dancer: client_dancer_1\r\n")]
                {
                    let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
                    let bearer = bearer.unwrap_or_default();
                    for body in &bodies {
                        let headers = format!("X-Pika-Client: pika-web\r\n{bearer}{dancer}");
                        let body = if body.is_null() { String::new() } else { body.to_string() };
                        let answer =
                            request(cloud.address(), &method, &path, &headers, body.as_bytes())
                                .await;
                        let known = operation["responses"].get(answer.status.to_string());
                        assert!(known.is_some(), "{method} {path} {body}: {answer:?}");
                        assert_ne!(answer.body, Value::Null, "{method} {path}: {answer:?}");
                        sent += 1;
                    }
                }
                if !path.contains(id) {
                    break;
                }
            }
        }
    }
    assert!(sent > 300, "{sent}");
}

#[tokio::test]
async fn a_path_takes_the_methods_that_the_document_names_and_no_other() {
    let described = start().await;
    let document = get_json(described.address(), "/api/openapi.json").await;
    for (path, operations) in document["paths"].as_object().unwrap() {
        // A server of its own, or limits are met.
        let cloud = start().await;
        let path = path.replace("{id}", "1").replace("{slug}", "otis");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if operations.get(method.to_lowercase()).is_none() {
                let answer = call(&cloud, method, &path, None, &Value::Null).await;
                assert_eq!(answer.status, 405, "{method} {path}: {answer:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_take_is_told_so() {
    let cloud = start().await;
    let answer = call(&cloud, "DELETE", "/api/auth/login", None, &Value::Null).await;
    assert_eq!((answer.status, &answer.body["code"]), (405, &json!("method_not_allowed")));
}
