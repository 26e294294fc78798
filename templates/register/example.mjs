import { readFileSync } from "node:fs";
import { createPrivateKey, randomUUID, sign } from "node:crypto";

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const fetchJson = async (url, options) => {
  const answer = await fetch(url, options);
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  console.error(`Refused (${answer.status}): ${text}`);
  process.exit(1);
};
const now = Math.floor(Date.now() / 1000);
const header = encode({ alg: "RS256", kid: "@KID@" });
const claims = encode({
  aud: "@ISSUER@",
  iss: "@CLIENT@",
  scope: "@SCOPE@",
  consumer_org: "@CUSTOMER@",
  iat: now,
  exp: now + 60,
  jti: randomUUID(),
});
const key = createPrivateKey(readFileSync("fullmakt-key.pem"));
const signature = sign("sha256", Buffer.from(`${header}.${claims}`), key).toString("base64url");
const { access_token } = await fetchJson("@ISSUER@token", {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: `${header}.${claims}.${signature}`,
  }),
});
const company = await fetchJson("@BASE@/api/oppslag/v1/virksomheter/@COMPANY@", {
  headers: { authorization: `Bearer ${access_token}` },
});
console.log(JSON.stringify(company, null, 2));
