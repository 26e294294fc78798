//! stub
use serde_json::{Map, Value};
#[derive(Debug)]
pub struct E;
pub struct SigningKey;
impl SigningKey {
    pub fn generate(_b: usize) -> Result<Self, E> {
        Err(E)
    }
    pub fn kid(&self) -> &str {
        ""
    }
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, E> {
        Err(E)
    }
    pub fn from_pkcs8(_: &[u8]) -> Result<Self, E> {
        Err(E)
    }
    pub fn public_jwk(&self) -> Value {
        Value::Null
    }
}
#[derive(Clone, Copy)]
pub enum Algorithm {
    RS256,
}
pub struct Jwk;
impl Jwk {
    pub fn parse(_: &Value) -> Result<Self, E> {
        Err(E)
    }
    pub fn verifying_key(&self) -> Result<VerifyingKey, E> {
        Err(E)
    }
}
pub struct VerifyingKey;
impl VerifyingKey {
    pub fn verify(&self, _: Algorithm, _: &[u8], _: &[u8]) -> bool {
        false
    }
}
pub struct CompactJws<'a> {
    pub payload: Map<String, Value>,
    pub signature: Vec<u8>,
    p: &'a str,
}
impl<'a> CompactJws<'a> {
    pub fn parse(_: &'a str) -> Result<Self, E> {
        Err(E)
    }
    pub fn kid(&self) -> Option<&str> {
        None
    }
    pub fn alg(&self) -> Algorithm {
        Algorithm::RS256
    }
    pub fn signing_input(&self) -> &[u8] {
        self.p.as_bytes()
    }
}
