//! Registering and logging in.

use serde_json::json;

use super::api::{
    EMAIL, PASSWORD, column, log_in, me, post, registration, start, strict, strict_with_file,
};

#[tokio::test]
async fn a_dj_registers_and_logs_in_as_old_clients_do() {
    let cloud = start().await;
    let answer = post(&cloud, "/api/auth/register", &registration()).await;
    assert_eq!((answer.status, &answer.body["success"]), (201, &json!(true)), "{answer:?}");
    let user = answer.body["user"].clone();
    assert!(user["id"].is_i64(), "{user}");
    assert_eq!(user["email"], EMAIL);
    assert_eq!(
        (&user["displayName"], &user["slug"]),
        (&json!("Otis Marlow"), &json!("otis-marlow"))
    );

    let again = log_in(&cloud, PASSWORD).await;
    assert_eq!((again.status, &again.body["user"]), (200, &user));
    assert_ne!(again.token(), answer.token(), "each device has a token of its own");
    for token in [answer.token(), again.token()] {
        let me = me(&cloud, &token).await;
        assert_eq!((me.status, &me.body["user"]), (200, &user), "{me:?}");
    }
}

#[tokio::test]
async fn an_email_or_a_name_is_registered_once() {
    let cloud = start().await;
    post(&cloud, "/api/auth/register", &registration()).await;
    let mut same_email = registration();
    same_email["email"] = json!(EMAIL.to_uppercase());
    same_email["displayName"] = json!("Somebody Else");
    let answer = post(&cloud, "/api/auth/register", &same_email).await;
    assert_eq!((answer.status, &answer.body["error"]), (409, &json!("Email already registered")));
    assert_eq!(answer.body["code"], "email_taken");
    assert!(answer.body["fields"]["email"].is_string(), "{answer:?}");
    let mut same_name = registration();
    same_name["email"] = json!("somebody@else.example");
    same_name["displayName"] = json!("ótis_MARLOW");
    let answer = post(&cloud, "/api/auth/register", &same_name).await;
    assert_eq!((answer.status, &answer.body["error"]), (409, &json!("Display name already taken")));
    assert!(answer.body["fields"]["displayName"].is_string(), "{answer:?}");
}

#[tokio::test]
async fn a_password_is_kept_as_bcrypt_of_cost_10_and_all_of_it_counts() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(strict_with_file(&folder)).await.unwrap();
    let long = "anchor step, sugar push, whip and tuck turn at midnight, to slow blues, in a line";
    assert!(long.len() > 73);
    let mut body = registration();
    body["password"] = json!(format!("{long} one"));
    assert_eq!(post(&cloud, "/api/auth/register", &body).await.status, 201);
    let kept =
        column(&strict_with_file(&folder).database, "SELECT password_hash FROM accounts").await;
    assert!(kept[0].starts_with("$2b$10$"), "{kept:?}");
    assert_eq!(log_in(&cloud, &format!("{long} two")).await.status, 401, "after byte 72");
    assert_eq!(log_in(&cloud, &format!("{long} one")).await.status, 200);
}

#[tokio::test]
async fn the_work_for_a_password_is_raised_when_its_dj_logs_in_and_never_lowered() {
    let folder = tempfile::tempdir().unwrap();
    let with_cost = |cost| {
        let mut config = strict_with_file(&folder);
        config.accounts.bcrypt_cost = cost;
        config
    };
    let database = with_cost(10).database;
    let cloud = pika_cloud::start(with_cost(4)).await.unwrap();
    post(&cloud, "/api/auth/register", &registration()).await;
    let hash = column(&database, "SELECT password_hash FROM accounts").await;
    assert!(hash[0].starts_with("$2b$10$"), "less than 10 is 10: {hash:?}");
    cloud.stop().await;
    for (cost, kept) in [(11, "$2b$11$"), (4, "$2b$11$")] {
        let cloud = pika_cloud::start(with_cost(cost)).await.unwrap();
        for _ in 0..2 {
            assert_eq!(log_in(&cloud, PASSWORD).await.status, 200);
            let hash = column(&database, "SELECT password_hash FROM accounts").await;
            assert!(hash[0].starts_with(kept), "{hash:?}");
        }
        cloud.stop().await;
    }
}

#[tokio::test]
async fn passwords_have_8_to_128_characters_to_register_and_to_log_in() {
    for (length, status) in [(7, 400), (8, 201), (128, 201), (129, 400)] {
        let cloud = start().await;
        let password: String = "q7Zü!xLw".chars().cycle().take(length).collect();
        let mut body = registration();
        body["password"] = json!(password);
        let answer = post(&cloud, "/api/auth/register", &body).await;
        assert_eq!(answer.status, status, "{length} {answer:?}");
        let login = log_in(&cloud, &password).await;
        assert_eq!(login.status, if status == 201 { 200 } else { 400 }, "{length} {login:?}");
    }
    let cloud = start().await;
    let answer = log_in(&cloud, "short").await;
    assert_eq!(answer.body["fields"]["password"], "Password must be at least 8 characters");
}

#[tokio::test]
async fn a_password_that_is_guessed_at_once_is_refused_with_the_reason() {
    let cloud = start().await;
    for (weak, why) in [
        ("password1", "easy to guess"),
        ("qwertyuiop", "easy to guess"),
        ("OTIS.MARLOW-2026-x!", "e-mail address"),
    ] {
        let mut body = registration();
        body["password"] = json!(weak);
        let answer = post(&cloud, "/api/auth/register", &body).await;
        assert_eq!(answer.status, 400, "{weak} {answer:?}");
        assert!(answer.body["fields"]["password"].as_str().unwrap().contains(why), "{answer:?}");
    }
}

#[tokio::test]
async fn an_unknown_email_and_a_wrong_password_are_told_the_same() {
    let cloud = start().await;
    post(&cloud, "/api/auth/register", &registration()).await;
    let wrong = log_in(&cloud, "another password").await;
    let body = json!({"email": "nobody@dance.example", "password": "another password"});
    let unknown = post(&cloud, "/api/auth/login", &body).await;
    assert_eq!((wrong.status, &wrong.body["error"]), (401, &json!("Invalid email or password")));
    assert_eq!((unknown.status, unknown.body), (wrong.status, wrong.body));
}

/// bcrypt takes a thousand times as long as everything else in a login, so that it would be seen if
/// one of the two were spared it. The cost is raised until that is beyond doubt on any machine.
#[tokio::test]
async fn bcrypt_runs_for_an_unknown_email_as_for_a_wrong_password() {
    let mut config = strict();
    config.accounts.bcrypt_cost = 12;
    let cloud = pika_cloud::start(config).await.unwrap();
    post(&cloud, "/api/auth/register", &registration()).await;
    let mut took = Vec::new();
    for email in [EMAIL, "nobody@dance.example", EMAIL, "nobody@dance.example"] {
        let body = json!({"email": email, "password": "another password"});
        let before = cpu_time();
        assert_eq!(post(&cloud, "/api/auth/login", &body).await.status, 401);
        took.push(cpu_time() - before);
    }
    // The first two also work out what an unknown e-mail is compared with.
    let (known, unknown) = (took[2], took[3]);
    assert!(unknown * 2 > known && known * 2 > unknown, "{took:?}");
}

/// What this process has used of its processors, in ticks: other than time it does not pass while
/// the machine does something else.
fn cpu_time() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}
