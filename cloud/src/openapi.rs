//! Routes that describe themselves: the OpenAPI document is made of the same calls as the router.
//!
//! A route cannot be added without its description; shapes are those of the types that handlers
//! take and give. `GET /api/openapi.json` serves the document.

use std::sync::Arc;

use axum::{Json, Router, routing::MethodRouter, routing::get};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{handlers::problem::ProblemBody, server::Cloud};

pub(crate) const PATH: &str = "/api/openapi.json";

type Shape = fn(&mut SchemaGenerator) -> Schema;

/// What one method of a path does.
pub(crate) struct Doc {
    method: &'static str,
    summary: &'static str,
    body: Option<Shape>,
    success: (u16, Option<Shape>),
    problems: Vec<u16>,
    headers: Vec<(&'static str, bool)>,
    token: Option<bool>,
    paged: bool,
}

impl Doc {
    fn new(method: &'static str, summary: &'static str) -> Self {
        let changes = method != "get";
        Self {
            method,
            summary,
            body: None,
            success: (200, None),
            // Whatever changes something has a header that it needs, and a body that may be wrong.
            problems: if changes { vec![400, 403, 413, 503] } else { vec![503] },
            headers: if changes { vec![("X-Pika-Client", true)] } else { Vec::new() },
            token: None,
            paged: false,
        }
    }

    pub(crate) fn get(summary: &'static str) -> Self {
        Self::new("get", summary)
    }

    pub(crate) fn post(summary: &'static str) -> Self {
        Self::new("post", summary)
    }

    pub(crate) fn delete(summary: &'static str) -> Self {
        Self::new("delete", summary)
    }

    pub(crate) fn takes<T: JsonSchema>(self) -> Self {
        Self { body: Some(SchemaGenerator::subschema_for::<T>), ..self }
    }

    pub(crate) fn gives<T: JsonSchema>(self, status: u16) -> Self {
        Self { success: (status, Some(SchemaGenerator::subschema_for::<T>)), ..self }
    }

    /// Which problems it answers besides those that every request may run into.
    pub(crate) fn or(mut self, problems: &[u16]) -> Self {
        self.problems.extend(problems);
        self
    }

    /// It needs the token of a DJ.
    pub(crate) fn with_token(self) -> Self {
        Self { token: Some(true), ..self.or(&[401]) }
    }

    /// It tells more with the token of a DJ.
    pub(crate) fn with_optional_token(self) -> Self {
        Self { token: Some(false), ..self }
    }

    /// It needs the id of a dancer.
    pub(crate) fn with_dancer(mut self) -> Self {
        self.headers.push(("X-Pika-Dancer", true));
        self.or(&[400])
    }

    /// It tells more with the id of a dancer.
    pub(crate) fn with_optional_dancer(mut self) -> Self {
        self.headers.push(("X-Pika-Dancer", false));
        self
    }

    /// It gives part of a list; the `Link` header says where the list goes on.
    pub(crate) fn paged(self) -> Self {
        Self { paged: true, ..self.or(&[400]) }
    }

    fn describe(mut self, path: &str, shapes: &mut SchemaGenerator) -> Value {
        let mut parameters = Vec::new();
        for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            parameters.push(parameter("path", name, true, "string"));
        }
        for (name, required) in &self.headers {
            parameters.push(parameter("header", name, *required, "string"));
        }
        if self.paged {
            parameters.push(parameter("query", "cursor", false, "string"));
            parameters.push(parameter("query", "limit", false, "integer"));
        }
        let mut responses = Map::new();
        let (status, shape) = self.success;
        responses.insert(status.to_string(), response("Done", shape, shapes));
        self.problems.sort_unstable();
        for status in self.problems {
            let problem = Some(SchemaGenerator::subschema_for::<ProblemBody> as Shape);
            responses.insert(status.to_string(), response("A problem", problem, shapes));
        }
        let mut operation = json!({
            "summary": self.summary, "parameters": parameters, "responses": responses,
        });
        if let Some(body) = self.body {
            operation["requestBody"] =
                json!({"content": {"application/json": {"schema": body(shapes)}}});
        }
        if let Some(required) = self.token {
            let bearer = json!({"token": []});
            operation["security"] = if required { json!([bearer]) } else { json!([bearer, {}]) };
        }
        operation
    }
}

fn parameter(place: &str, name: &str, required: bool, kind: &str) -> Value {
    json!({"in": place, "name": name, "required": required, "schema": {"type": kind}})
}

fn response(description: &str, shape: Option<Shape>, shapes: &mut SchemaGenerator) -> Value {
    match shape {
        Some(shape) => json!({
            "description": description,
            "content": {"application/json": {"schema": shape(shapes)}},
        }),
        None => json!({"description": description}),
    }
}

/// Routes with their descriptions.
pub(crate) struct Api {
    router: Router<Arc<Cloud>>,
    paths: Map<String, Value>,
    shapes: SchemaGenerator,
}

impl Api {
    pub(crate) fn new() -> Self {
        let settings = SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = "/components/schemas".into());
        Self { router: Router::new(), paths: Map::new(), shapes: SchemaGenerator::new(settings) }
    }

    /// Adds one method of a path.
    pub(crate) fn route(mut self, path: &str, handler: MethodRouter<Arc<Cloud>>, doc: Doc) -> Self {
        let method = doc.method;
        let operation = doc.describe(path, &mut self.shapes);
        let operations = self.paths.entry(path).or_insert_with(|| json!({}));
        operations[method] = operation;
        self.router = self.router.route(path, handler);
        self
    }

    #[cfg(test)]
    pub(crate) fn paths(&self) -> impl Iterator<Item = &String> {
        self.paths.keys()
    }

    /// The routes, and one that serves their description.
    pub(crate) fn into_router(mut self) -> Router<Arc<Cloud>> {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "Pika! cloud", "version": env!("CARGO_PKG_VERSION")},
            "paths": self.paths,
            "components": {
                "schemas": self.shapes.take_definitions(true),
                "securitySchemes": {"token": {
                    "type": "http", "scheme": "bearer",
                    "description": "`sha256:` and the digest of a DJ's token, or the token",
                }},
            },
        });
        let document = Arc::new(document);
        self.router.route(PATH, get(async move || Json(document.clone())))
    }
}
