//! Requests as the events of the front doors, and answers as the front doors read
//! them. What a front door always says stands in `tests/events/`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::service::Answer;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FrontDoor {
    Rest,
    HttpApi,
    FunctionUrl,
    LoadBalancer,
    /// The same with "multi value headers" turned on in its target group.
    LoadBalancerMultiValue,
}

/// How the front door puts a body into its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Plain,
    Base64,
}

/// A request as a caller sends it.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    /// Encoded, as it stands in the address.
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A request with HTML as its body.
pub fn page(html: &str) -> Request {
    Request::post("text/html; charset=utf-8", html)
}

impl Request {
    pub fn new(method: &'static str, path: &str) -> Self {
        Self {
            method,
            path: path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn post(content_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self {
            body: body.as_ref().to_vec(),
            ..Self::new("POST", "/pdf").header("Content-Type", content_type)
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn query(mut self, query: &str) -> Self {
        self.query = query.into();
        self
    }
}

impl FrontDoor {
    pub const ALL: [Self; 5] = [
        Self::Rest,
        Self::HttpApi,
        Self::FunctionUrl,
        Self::LoadBalancer,
        Self::LoadBalancerMultiValue,
    ];

    /// The event that this front door makes of a request.
    pub fn event(self, request: &Request, transport: Transport) -> Value {
        let mut event: Value = serde_json::from_str(self.template()).unwrap();
        event["body"] = match transport {
            Transport::Base64 => STANDARD.encode(&request.body).into(),
            Transport::Plain => std::str::from_utf8(&request.body)
                .expect("only text is sent plain")
                .into(),
        };
        event["isBase64Encoded"] = (transport == Transport::Base64).into();
        match self {
            Self::Rest => self.fill_rest(&mut event, request),
            Self::HttpApi | Self::FunctionUrl => self.fill_v2(&mut event, request),
            Self::LoadBalancer | Self::LoadBalancerMultiValue => {
                self.fill_load_balancer(&mut event, request);
            }
        }
        event
    }

    fn template(self) -> &'static str {
        match self {
            Self::Rest => include_str!("../events/rest-v1.json"),
            Self::HttpApi => include_str!("../events/http-v2.json"),
            Self::FunctionUrl => include_str!("../events/function-url.json"),
            Self::LoadBalancer => include_str!("../events/alb.json"),
            Self::LoadBalancerMultiValue => include_str!("../events/alb-multi-value.json"),
        }
    }

    /// Names of headers as they were sent, every map twice, the query decoded,
    /// null for whatever there is none of.
    fn fill_rest(self, event: &mut Value, request: &Request) {
        let context = &mut event["requestContext"];
        context["path"] = format!("/{}{}", context["stage"].as_str().unwrap(), request.path).into();
        context["httpMethod"] = request.method.into();
        event["path"] = request.path.clone().into();
        event["pathParameters"]["proxy"] = request.path.trim_start_matches('/').into();
        event["httpMethod"] = request.method.into();
        if request.body.is_empty() {
            event["body"] = Value::Null;
        }
        for (name, value) in &request.headers {
            event["headers"][name] = value.clone().into();
            append(&mut event["multiValueHeaders"], name, value);
        }
        if !request.query.is_empty() {
            event["queryStringParameters"] = json!({});
            event["multiValueQueryStringParameters"] = json!({});
        }
        for (name, value) in form_urlencoded::parse(request.query.as_bytes()) {
            event["queryStringParameters"][&*name] = value.clone().into();
            append(&mut event["multiValueQueryStringParameters"], &name, &value);
        }
    }

    /// Names of headers in small letters, the query as it was sent and decoded,
    /// no field for whatever there is none of.
    fn fill_v2(self, event: &mut Value, request: &Request) {
        let route = event["routeKey"].as_str().unwrap();
        if route != "$default" {
            let route: Value = format!("{} {}", request.method, request.path).into();
            event["requestContext"]["routeKey"] = route.clone();
            event["routeKey"] = route;
        }
        event["rawPath"] = request.path.clone().into();
        event["rawQueryString"] = request.query.clone().into();
        event["requestContext"]["http"]["method"] = request.method.into();
        event["requestContext"]["http"]["path"] = request.path.clone().into();
        event["headers"]["content-length"] = request.body.len().to_string().into();
        if request.body.is_empty() {
            let fields = event.as_object_mut().unwrap();
            fields.remove("body");
            event["headers"]
                .as_object_mut()
                .unwrap()
                .remove("content-length");
        }
        for (name, value) in &request.headers {
            join(&mut event["headers"], &name.to_ascii_lowercase(), value);
        }
        for (name, value) in form_urlencoded::parse(request.query.as_bytes()) {
            join(&mut event["queryStringParameters"], &name, &value);
        }
    }

    /// Names of headers in small letters, the query in parts but still encoded,
    /// one map or the other.
    fn fill_load_balancer(self, event: &mut Value, request: &Request) {
        event["path"] = request.path.clone().into();
        event["httpMethod"] = request.method.into();
        if request.body.is_empty() {
            event["isBase64Encoded"] = false.into();
        }
        let mut headers = vec![("content-length".to_owned(), request.body.len().to_string())];
        headers.extend(
            request
                .headers
                .iter()
                .map(|(name, value)| (name.to_ascii_lowercase(), value.clone())),
        );
        let query = request.query.split('&').filter(|pair| !pair.is_empty());
        let query = query.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        if self == Self::LoadBalancer {
            for (name, value) in headers {
                event["headers"][&name] = value.into();
            }
            for (name, value) in query {
                event["queryStringParameters"][name] = value.into();
            }
        } else {
            event["multiValueHeaders"]
                .as_object_mut()
                .unwrap()
                .remove("content-length");
            for (name, value) in headers {
                append(&mut event["multiValueHeaders"], &name, &value);
            }
            for (name, value) in query {
                append(&mut event["multiValueQueryStringParameters"], name, value);
            }
        }
    }

    /// What the caller gets, once the front door has read the function's answer.
    /// Fails the test where the front door would answer 502 instead, or where the
    /// caller would get something else than was meant.
    pub fn read(self, answer: &Value) -> Answer {
        let fields = answer.as_object().expect("an object");
        for name in fields.keys() {
            assert!(
                self.fields().contains(&name.as_str()),
                "{self:?} knows no {name}"
            );
        }
        let status = u16::try_from(answer["statusCode"].as_u64().expect("a number")).unwrap();
        let headers = self.headers(answer);
        let text = match &answer["body"] {
            Value::Null => "",
            body => body.as_str().expect("text"),
        };
        let is_base64 = answer["isBase64Encoded"].as_bool().expect("true or false");
        let body = if is_base64 {
            STANDARD
                .decode(text)
                .expect("base64 as the standard has it")
        } else {
            text.into()
        };
        if let Self::LoadBalancer | Self::LoadBalancerMultiValue = self {
            let size = answer.to_string().len();
            assert!(size <= 1 << 20, "no load balancer carries {size} bytes");
            let description = answer["statusDescription"].as_str().expect("text");
            assert!(
                description.starts_with(&format!("{status} ")),
                "{description}"
            );
        }
        let answer = Answer {
            status,
            headers,
            body,
        };
        let kind = answer.header("content-type");
        let is_binary =
            kind.starts_with("image/") || kind.ends_with("/pdf") || kind.ends_with("/zip");
        assert_eq!(
            is_base64,
            is_binary,
            "{:?} in base64",
            answer.header("content-type")
        );
        answer
    }

    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Rest => &[
                "statusCode",
                "headers",
                "multiValueHeaders",
                "body",
                "isBase64Encoded",
            ],
            // The map is not known to it, and does no harm as long as it is empty.
            Self::HttpApi | Self::FunctionUrl => &[
                "statusCode",
                "headers",
                "multiValueHeaders",
                "body",
                "isBase64Encoded",
                "cookies",
            ],
            Self::LoadBalancer | Self::LoadBalancerMultiValue => &[
                "statusCode",
                "statusDescription",
                "headers",
                "multiValueHeaders",
                "body",
                "isBase64Encoded",
            ],
        }
    }

    fn headers(self, answer: &Value) -> http::HeaderMap {
        let single: Vec<(String, String)> = map(&answer["headers"])
            .map(|(name, value)| (name.clone(), value.as_str().expect("text").to_owned()))
            .collect();
        let several: Vec<(String, String)> = map(&answer["multiValueHeaders"])
            .flat_map(|(name, values)| {
                let values = values.as_array().expect("a list").iter();
                values.map(|value| (name.clone(), value.as_str().expect("text").to_owned()))
            })
            .collect();
        let read = match self {
            // It would send what stands in both maps twice.
            Self::Rest => {
                assert!(single.is_empty(), "{single:?}");
                several
            }
            Self::HttpApi | Self::FunctionUrl => {
                assert!(several.is_empty(), "{several:?}");
                single
            }
            // It takes the one map that it is set to, and ignores the other.
            Self::LoadBalancer | Self::LoadBalancerMultiValue => {
                assert_eq!(sorted(&single), sorted(&several));
                several
            }
        };
        read.iter()
            .map(|(name, value)| {
                let name: http::HeaderName = name.parse().unwrap();
                (name, value.parse().unwrap())
            })
            .collect()
    }
}

fn append(map: &mut Value, name: &str, value: &str) {
    match &mut map[name] {
        Value::Array(values) => values.push(value.into()),
        values => *values = json!([value]),
    }
}

fn join(map: &mut Value, name: &str, value: &str) {
    map[name] = match &map[name] {
        Value::String(before) => format!("{before},{value}").into(),
        _ => value.into(),
    };
}

fn map(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn sorted(headers: &[(String, String)]) -> Vec<&(String, String)> {
    let mut headers: Vec<_> = headers.iter().collect();
    headers.sort();
    headers
}
