import { readFileSync } from "node:fs";
import { createPrivateKey, randomUUID, sign } from "node:crypto";

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
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
const key = createPrivateKey(readFileSync("private.pem"));
const signature = sign("sha256", Buffer.from(`${header}.${claims}`), key).toString("base64url");
const answer = await fetch("@ISSUER@token", {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: `${header}.${claims}.${signature}`,
  }),
});
const { access_token, error_description } = await answer.json();
if (!answer.ok) throw new Error(error_description);
const company = await fetch("@BASE@/api/oppslag/v1/virksomheter/@COMPANY@", {
  headers: { authorization: `Bearer ${access_token}` },
});
console.log(JSON.stringify(await company.json(), null, 2));
