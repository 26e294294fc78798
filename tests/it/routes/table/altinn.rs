//! Altinn's APIs: nobody of the cast has one of its tokens, so that its own tests look at what each is answered and what is
//! written.

use super::{Row, get};

const ALTINN: &str = "only Altinn's tokens open it; tests/it/delegation/ looks at what is written";

pub(super) fn altinn() -> Vec<Row> {
    vec![
        // Only an exchanged token opens it; tests/it/delegation/lookup.rs goes through its table.
        get("/accessmanagement/api/v1/maskinporten/delegations").who("*:401"),
        get("/accessmanagement/api/v1/maskinporten/delegations/").who("*:401"),
        get("/accessmanagement/api/v1/enduser/maskinportensuppliers").who("*:401"),
        get("/accessmanagement/api/v1/enduser/maskinportensuppliers/resources").who("*:401"),
        get("/accessmanagement/api/v1/enduser/maskinportensuppliers/resources/delegationcheck").who("*:401"),
        get("/accessmanagement/api/v1/enduser/maskinportenconsumers").who("*:401"),
        get("/accessmanagement/api/v1/enduser/maskinportenconsumers/resources").who("*:401"),
        get("/accessmanagement/api/v1/authorizedparties").who("*:401"),
        get("/accessmanagement/api/v1/authorizedparty/{party_id}")
            .at("/accessmanagement/api/v1/authorizedparty/50000001")
            .who("*:401"),
        get("/accessmanagement/api/v1/enduser/authorizedparties").who("*:401"),
        // Anybody reads the registry; tests/it/delegation/resources.rs writes it with Altinn's tokens.
        get("/resourceregistry/api/v1/resource/resourcelist"),
        get("/resourceregistry/api/v1/resource/Search"),
        get("/resourceregistry/api/v1/resource/search"),
        get("/resourceregistry/api/v1/resource/{id}")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media"),
        get("/resourceregistry/api/v1/resource/{id}/policy")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media/policy"),
        get("/resourceregistry/api/v1/resource/{id}/policy/subjects")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media/policy/subjects"),
        get("/resourceregistry/api/v1/resource/{id}/policy/rules")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media/policy/rules"),
        get("/resourceregistry/api/v1/resource/{id}/policy/rights")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media/policy/rights"),
        Row::new("POST", "/resourceregistry/api/v1/resource").who("*:401").unaudited(ALTINN),
        Row::new("PUT", "/resourceregistry/api/v1/resource/{id}")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("DELETE", "/resourceregistry/api/v1/resource/{id}")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("POST", "/resourceregistry/api/v1/resource/{id}/policy")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media/policy")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("PUT", "/resourceregistry/api/v1/resource/{id}/policy")
            .at("/resourceregistry/api/v1/resource/brreg-reelle-media/policy")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("POST", "/accessmanagement/api/v1/enduser/maskinportensuppliers")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("DELETE", "/accessmanagement/api/v1/enduser/maskinportensuppliers")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("POST", "/accessmanagement/api/v1/enduser/maskinportensuppliers/resources")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("DELETE", "/accessmanagement/api/v1/enduser/maskinportensuppliers/resources")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("DELETE", "/accessmanagement/api/v1/enduser/maskinportenconsumers")
            .who("*:401")
            .unaudited(ALTINN),
        Row::new("DELETE", "/accessmanagement/api/v1/enduser/maskinportenconsumers/resources")
            .who("*:401")
            .unaudited(ALTINN),
    ]
}
