//! stub
use std::fmt;
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgNumber(u32);
#[derive(Debug)] pub struct OrgNumberError;
impl OrgNumber { pub fn parse(_s:&str)->Result<Self,OrgNumberError>{Err(OrgNumberError)} pub fn from_iso6523(_s:&str)->Result<Self,OrgNumberError>{Err(OrgNumberError)} }
impl fmt::Display for OrgNumber { fn fmt(&self,f:&mut fmt::Formatter<'_>)->fmt::Result{write!(f,"{:09}",self.0)} }
