// What the scripts here share: the world as the environment tells it, and a line for each check.

import { readFileSync } from "node:fs";

const told = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run scripts/compat.sh`);
  return value;
};

export const base = told("COMPAT_URL");
export const issuer = `${base}/`;
export const client = told("COMPAT_CLIENT");
export const kid = told("COMPAT_KID");
export const key = readFileSync(told("COMPAT_KEY"), "utf8");
export const certifiedClient = told("COMPAT_CERTIFIED_CLIENT");
export const certificates = told("COMPAT_CERTIFICATES");
export const scope = told("COMPAT_SCOPE");
export const delegatedScope = told("COMPAT_DELEGATED_SCOPE");
export const vendor = told("COMPAT_VENDOR");
export const customer = told("COMPAT_CUSTOMER");
export const stranger = told("COMPAT_STRANGER");

/** The claims of a token, unverified: for looking at what was issued. */
export const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

/** Prints whether `deed` went well, and never stops the checks after it. */
export async function check(what, deed) {
  try {
    await deed();
    console.log(`PASSED: ${what}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(error.stack ?? error);
    console.log(`FAILED: ${what}`);
  }
}
