// A token server for Node that the bench measures beside the program: the npm package oidc-provider with the grant of
// RFC 7523 registered. Usage: node server.mjs CLIENTS.json, a list of { client_id, jwk } with public RSA keys.
//
// Like the program it verifies RS256 by the client's registered key, demands audience, issuer and times, refuses a jti that
// was used, and answers a token signed with RSA-2048. Unlike it, nothing is kept but in memory and nothing is written down.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, jwtVerify } from "jose";
import { Provider, errors } from "oidc-provider";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const SCOPE = "brreg:reelle/rapporteringspliktig";
const AUDIENCE = "urn:register";
const LIFE = 120;

// The package's own memory forgets all but the last thousand things, a jti too. This one forgets what has run out.
class Memory {
  static rows = new Map();
  constructor(model) {
    this.model = model;
  }
  async upsert(id, payload, seconds) {
    Memory.rows.set(`${this.model}:${id}`, { payload, until: Date.now() + (seconds ?? Infinity) * 1000 });
  }
  async find(id) {
    const row = Memory.rows.get(`${this.model}:${id}`);
    return row && row.until > Date.now() ? row.payload : undefined;
  }
  async destroy(id) {
    Memory.rows.delete(`${this.model}:${id}`);
  }
}
setInterval(() => {
  for (const [id, { until }] of Memory.rows) if (until <= Date.now()) Memory.rows.delete(id);
}, 10_000).unref();

const registered = JSON.parse(readFileSync(process.argv[2], "utf8"));
// Keys are parsed once, as in the program.
const keys = new Map(
  await Promise.all(registered.map(async ({ client_id, jwk }) => [`${client_id} ${jwk.kid}`, await importJWK(jwk, "RS256")])),
);

const { privateKey } = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
const server = createServer().listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  start(issuer).then(() => console.log(JSON.stringify({ url: issuer })));
});

async function start(issuer) {
  const register = { scope: SCOPE, audience: AUDIENCE, accessTokenTTL: LIFE, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } };
  const provider = new Provider(issuer, {
    adapter: Memory,
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "peer" }] },
    scopes: [SCOPE],
    clients: registered.map(({ client_id }) => ({
      client_id,
      token_endpoint_auth_method: "none",
      grant_types: [JWT_BEARER],
      redirect_uris: [],
      response_types: [],
    })),
    features: { devInteractions: { enabled: false }, resourceIndicators: { enabled: true, getResourceServerInfo: () => register } },
    ttl: { ClientCredentials: LIFE },
  });
  const resourceServer = new provider.ResourceServer(AUDIENCE, register);

  provider.registerGrantType(
    JWT_BEARER,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      let claims;
      try {
        const { kid } = decodeProtectedHeader(params.assertion);
        ({ payload: claims } = await jwtVerify(params.assertion, keys.get(`${client.clientId} ${kid}`), {
          algorithms: ["RS256"],
          issuer: client.clientId,
          audience: `${issuer}/`,
          requiredClaims: ["iat", "exp", "jti", "scope"],
        }));
      } catch (error) {
        throw new errors.InvalidGrant(error.message);
      }
      if (!(await provider.ReplayDetection.unique(client.clientId, claims.jti, claims.exp))) {
        throw new errors.InvalidGrant("the assertion was used before");
      }
      if (claims.scope !== SCOPE) throw new errors.InvalidScope("the scope is not the client's", claims.scope);
      const token = new provider.ClientCredentials({ client, scope: claims.scope });
      token.resourceServer = resourceServer;
      ctx.oidc.entity("ClientCredentials", token);
      ctx.body = { access_token: await token.save(), token_type: "Bearer", expires_in: token.expiration, scope: token.scope };
    },
    ["assertion"],
  );
  server.on("request", provider.callback());
}
process.once("SIGTERM", () => process.exit(0));
