// Makes a key pair in the browser. The public half goes into the form's field `jwk`; the private half is shown once and
// offered as a file, and never enters a field that is sent: its text area has no name and stands outside every form.
//
// The page works without this script: the same form takes a public key that was made elsewhere. What the script needs
// is therefore hidden in the page and shown here:
//
//   <form data-make-key>
//     <div hidden data-key-tools>
//       <button type="button" data-make-key-button>…</button>
//       <p role="status" data-key-status data-working="…" data-done="…" data-failed="…"></p>
//     </div>
//     <textarea name="jwk">…</textarea>
//   </form>
//   <section hidden data-key-private aria-labelledby="…">
//     <textarea readonly data-key-pem>…</textarea>
//     <a data-key-download download="fullmakt-key.pem">…</a>
//   </section>

const base64 = (buffer) => {
  let bytes = "";
  for (const byte of new Uint8Array(buffer)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
};

const base64url = (buffer) => base64(buffer).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The key's name: its thumbprint (RFC 7638), so that the same key has the same name everywhere. */
const thumbprint = async ({ e, kty, n }) =>
  base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify({ e, kty, n }))));

const makePair = async () => {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk = { kty, use: "sig", alg: "RS256", kid: await thumbprint({ e, kty, n }), n, e };
  const pkcs8 = base64(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const pem = `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g).join("\n")}\n-----END PRIVATE KEY-----\n`;
  return { jwk, pem };
};

const prepare = (form) => {
  const tools = form.querySelector("[data-key-tools]");
  const button = form.querySelector("[data-make-key-button]");
  const status = form.querySelector("[data-key-status]");
  const field = form.querySelector('[name="jwk"]');
  const shown = document.querySelector("[data-key-private]");
  const pemField = shown?.querySelector("[data-key-pem]");
  const link = shown?.querySelector("[data-key-download]");
  // WebCrypto is absent outside a secure context: the page then stays as it is without script.
  if (!tools || !button || !status || !field || !pemField || !link || !globalThis.crypto?.subtle) return;
  // A private key in a field that is sent would reach the server: such a page is refused.
  if (pemField.name || pemField.form) return;

  tools.hidden = false;
  let address = null;
  let working = false;
  button.addEventListener("click", async () => {
    // Not `disabled`, which would take the focus from who pressed it with the keyboard.
    if (working) return;
    working = true;
    button.setAttribute("aria-disabled", "true");
    status.textContent = status.dataset.working ?? "";
    try {
      const { jwk, pem } = await makePair();
      field.value = JSON.stringify(jwk, null, 2);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      pemField.value = pem;
      if (address !== null) URL.revokeObjectURL(address);
      address = URL.createObjectURL(new Blob([pem], { type: "application/x-pem-file" }));
      link.href = address;
      link.download ||= "fullmakt-key.pem";
      shown.hidden = false;
      status.textContent = status.dataset.done ?? "";
    } catch {
      status.textContent = status.dataset.failed ?? "";
    } finally {
      working = false;
      button.removeAttribute("aria-disabled");
    }
  });

  // A page that comes back from the browser's memory must not show the private key again.
  addEventListener("pagehide", () => {
    pemField.value = "";
    shown.hidden = true;
    if (address !== null) URL.revokeObjectURL(address);
    address = null;
    link.removeAttribute("href");
  });
};

for (const form of document.querySelectorAll("form[data-make-key]")) prepare(form);
