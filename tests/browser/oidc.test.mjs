// Handlers and an operator log in with OpenID Connect at a real provider (the npm package oidc-provider), by RSA and by
// elliptic curves, with a secret and without; and somebody without the claim is told so.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { LANGUAGES, lookAt, newPage, startBrowser, startFullmakt } from "./harness.mjs";

const PEOPLE = {
  kari: { name: "Kari Test", email: "kari@desk.example", groups: ["saksbehandlere"] },
  ola: { name: "Ola Test", email: "ola@desk.example", groups: ["andre"] },
  drift: { name: "Drift Test", email: "drift@desk.example", groups: ["drift"] },
  begge: { name: "Begge Test", email: "begge@desk.example", groups: ["drift", "saksbehandlere"] },
};

const SECRET = "a secret/with+signs";

let server;
let issuer;
/** One service with a secret and RS256, and one without and ES256. */
let fullmakt;
let open;
let browser;

/** The provider on a port of its own. Its clients are told where to send browsers back to once Fullmakt runs. */
async function startProvider() {
  server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${server.address().port}`;
}

function key(type, options, names) {
  return { ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }), use: "sig", ...names };
}

function serve() {
  const client = (id, { url }, others) => ({
    client_id: id,
    redirect_uris: [`${url}/logg-inn/oidc/svar`],
    response_types: ["code"],
    grant_types: ["authorization_code"],
    ...others,
  });
  const provider = new Provider(issuer, {
    clients: [
      client("desk", fullmakt, {
        client_secret: SECRET,
        token_endpoint_auth_method: "client_secret_basic",
        id_token_signed_response_alg: "RS256",
      }),
      client("open-desk", open, { token_endpoint_auth_method: "none", id_token_signed_response_alg: "ES256" }),
    ],
    jwks: {
      keys: [
        key("rsa", { modulusLength: 2048 }, { kid: "rsa-1", alg: "RS256" }),
        key("ec", { namedCurve: "P-256" }, { kid: "curve-1", alg: "ES256" }),
      ],
    },
    claims: { openid: ["sub"], profile: ["name"], email: ["email"], groups: ["groups"] },
    scopes: ["openid", "profile", "email", "groups"],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["a test's key"] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  });
  server.on("request", provider.callback());
}

before(async () => {
  await startProvider();
  const environment = {
    FULLMAKT_OIDC_ISSUER: issuer,
    FULLMAKT_OIDC_CLIENT_ID: "desk",
    FULLMAKT_OIDC_CLIENT_SECRET: SECRET,
    FULLMAKT_OIDC_SCOPE: "openid profile email groups",
    FULLMAKT_OIDC_HANDLER_VALUE: "saksbehandlere",
    FULLMAKT_OIDC_OPERATOR_VALUE: "drift",
  };
  fullmakt = await startFullmakt({ environment });
  const { FULLMAKT_OIDC_CLIENT_SECRET: _, ...without } = environment;
  open = await startFullmakt({ environment: { ...without, FULLMAKT_OIDC_CLIENT_ID: "open-desk" } });
  serve();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await fullmakt?.stop();
  await open?.stop();
  server?.closeAllConnections();
  server?.close();
});

/** Logs `who` in at the provider's own pages, from where the desk sent the browser, without a mouse. */
async function logIn(page, who, { url = fullmakt.url, goto } = {}) {
  if (goto) {
    await page.goto(`/logg-inn/oidc?goto=${encodeURIComponent(goto)}`);
  } else {
    await page.goto("/saksbord");
    await page.locator("main a[href^='/logg-inn/oidc']").press("Enter");
  }
  await page.locator("input[name='login']").fill(who);
  await page.locator("input[name='password']").fill("anything");
  await page.locator("button[type='submit']").press("Enter");
  await page.locator("input[name='prompt'][value='consent']").waitFor({ state: "attached" });
  await page.locator("button[type='submit']").press("Enter");
  await page.waitForURL((address) => address.origin === new URL(url).origin);
}

/** A page that may also visit the provider, whose pages are not ours to look at. */
async function pageThatMayLogIn(service = fullmakt, options = {}) {
  const page = await newPage(browser, { ...service, ...options });
  await page.context().unrouteAll();
  return page;
}

/** The same page in every language, looked at. The browser's own complaint about the status is no fault of the page's. */
async function lookInEveryLanguage(page, path, name) {
  for (const language of LANGUAGES) {
    await page.goto(`${path}${path.includes("?") ? "&" : "?"}sprak=${language}`);
    page.faults.length = 0;
    await lookAt(page, `${name}-${language}`);
  }
}

test("a handler logs in at the provider and lands at the desk, and an answer is good once", async () => {
  const page = await pageThatMayLogIn();
  await lookInEveryLanguage(page, "/saksbord", "oidc-needed");
  await page.goto("/saksbord?sprak=nb");
  const answers = [];
  page.on("request", (request) => {
    if (request.url().includes("/logg-inn/oidc/svar")) answers.push(request.url());
  });
  await logIn(page, "kari");
  assert.equal(new URL(page.url()).pathname, "/saksbord");
  assert.match(await page.locator("header").first().innerText(), /Kari Test/);
  assert.equal(answers.length, 1);
  await page.locator("form[action='/logg-ut'] button").click();
  await page.waitForURL((address) => address.pathname === "/logg-inn/oidc/ut");
  assert.match(await page.locator("h1").innerText(), /logget ut her/);
  await lookAt(page, "oidc-logged-out");
  await page.goto("/saksbord");
  assert.equal(await page.locator("main a[href^='/logg-inn/oidc']").count(), 1, "logged out again");

  const replayed = await page.goto(answers[0]);
  assert.equal(replayed.status(), 403);
  assert.match(await page.locator("h1").innerText(), /gått ut/);
  await lookInEveryLanguage(page, new URL(answers[0]).pathname, "oidc-stale");
  await page.goto("/saksbord");
  assert.equal(await page.locator("main a[href^='/logg-inn/oidc']").count(), 1, "and no session came of it");
  await page.context().close();
});

test("a provider that signs on a curve, for a client without a secret, in a browser without script", async () => {
  const page = await pageThatMayLogIn(open, { javaScriptEnabled: false });
  await logIn(page, "kari", open);
  assert.equal(new URL(page.url()).pathname, "/saksbord");
  assert.match(await page.locator("header").first().innerText(), /Kari Test/);
  await page.context().close();
});

test("an operator comes in as one", async () => {
  const page = await pageThatMayLogIn();
  await logIn(page, "drift");
  assert.equal(new URL(page.url()).pathname, "/saksbord");
  assert.match(await page.locator("header").first().innerText(), /Drift Test/);
  assert.match(await page.locator("main").innerText(), /rollen som saksbehandler/, "the desk is for handlers");
  await lookInEveryLanguage(page, "/saksbord", "oidc-operator-at-the-desk");
  assert.equal((await page.goto("/post")).status(), 200);
  await page.context().close();
});

test("who has both roles comes in as what the page is for", async () => {
  for (const [goto, desk] of [["/saksbord", 200], ["/post", 403]]) {
    const page = await pageThatMayLogIn();
    await logIn(page, "begge", { goto });
    assert.equal(new URL(page.url()).pathname, goto);
    assert.match(await page.locator("header").first().innerText(), /Begge Test/);
    assert.equal((await page.goto("/saksbord")).status(), desk, `the desk, for who asked for ${goto}`);
    await page.context().close();
  }
});

test("somebody without the claim is refused with a page that says who can help", async () => {
  const page = await pageThatMayLogIn();
  await logIn(page, "ola");
  assert.match(await page.locator("h1").innerText(), /ikke saksbehandler/);
  page.faults.length = 0;
  await lookAt(page, "oidc-refused");
  await page.goto("/saksbord");
  assert.equal(await page.locator("main a[href^='/logg-inn/oidc']").count(), 1);
  await page.context().close();
});

test("who breaks the login off at the provider is told so", async () => {
  const page = await pageThatMayLogIn();
  await page.goto("/saksbord");
  await page.locator("main a[href^='/logg-inn/oidc']").click();
  await page.getByText("[ Cancel ]").click();
  await page.waitForURL((address) => address.origin === new URL(fullmakt.url).origin);
  assert.match(await page.locator("h1").innerText(), /avbrutt/);
  page.faults.length = 0;
  await lookAt(page, "oidc-broken-off");
  await page.context().close();
});

test("who logs out at the provider as well must say anew who it is", async () => {
  const page = await pageThatMayLogIn();
  await logIn(page, "kari");
  await page.locator("form[action='/logg-ut'] button").click();
  await page.locator("main a.ds-button").press("Enter");
  await page.waitForURL((address) => address.origin === issuer);
  await page.locator("button[name='logout'][value='yes']").press("Enter");
  await page.waitForURL((address) => address.pathname.endsWith("/success"));
  await page.goto("/saksbord");
  await page.locator("main a[href^='/logg-inn/oidc']").press("Enter");
  await page.locator("input[name='login']").waitFor();
  await page.context().close();
});
