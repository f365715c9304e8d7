// @ts-check
/** What the Security page knows, and what a person does there. */
import { ApiError, call } from "../lib/api.js";
import { computed, signal } from "../lib/view.js";

/** @typedef {{totp: boolean, recovery_codes: number, password_least: number, totp_required: boolean}} Security */
/** @typedef {{id: string, device: string, signed_in_at: string, seen_at: string, current: boolean}} Session */
/** @typedef {{id: string, name: string, role: string, created_by: string, created_at: string, used_at: string | null}} Key */
/** @typedef {{secret: string, uri: string, qr: {size: number, path: string}}} Offer */

/** @type {Signal<Me | null>} */
export const me = signal(null);
/** @type {Signal<Security | null>} */
export const security = signal(null);
/** @type {Signal<Session[]>} */
export const sessions = signal([]);
/** @type {Signal<Key[]>} */
export const keys = signal([]);
/** The secret that waits for its first code. @type {Signal<Offer | null>} */
export const offer = signal(null);
/** Recovery codes while they are shown. @type {Signal<string[]>} */
export const recovery = signal([]);
/** An API key while it is shown. */
export const newKey = signal("");
/** What was done last, for everybody to notice. */
export const notice = signal("");

/** May the person set the space's rules? Not before their own sign-in meets them. */
export const isAdmin = computed(() => Boolean(me.value?.space?.roles.includes("admin")) && !me.value?.must_enrol);

/** Ask the API; who is not signed in any more goes to sign in and comes back. @type {typeof call} */
async function ask(method, path, body) {
  try {
    return await call(method, path, body);
  } catch (problem) {
    if (problem instanceof ApiError && problem.code === "not_signed_in") {
      sessionStorage.setItem("livechat.return", "security.html");
      location.replace("sign-in.html");
    }
    throw problem;
  }
}

/** Read all that is shown. */
export async function load() {
  me.value = await ask("GET", "/me");
  await Promise.all([readSecurity(), readSessions(), readKeys()]);
}

async function readSecurity() {
  security.value = await ask("GET", "/security");
}

async function readSessions() {
  sessions.value = (await ask("GET", "/sessions")).sessions;
}

async function readKeys() {
  if (isAdmin.value) keys.value = (await ask("GET", "/keys")).keys;
}

/** @param {string} id */
export async function endSession(id) {
  await ask("DELETE", `/sessions/${id}`);
  await readSessions();
  notice.value = "That session has ended.";
}

/** End all sessions but this one. */
export async function endOthers() {
  await ask("DELETE", "/sessions");
  await readSessions();
  notice.value = "You are signed out everywhere else.";
}

/** @param {Record<string, string>} entered */
export async function changePassword({ current, new: chosen }) {
  await ask("PUT", "/password", { current, new: chosen });
  await readSessions();
  notice.value = "The password is changed. You are signed out everywhere else.";
}

/** @param {Record<string, string>} entered */
export async function startTwoStep({ password }) {
  offer.value = await ask("POST", "/totp", { password });
}

/** @param {Record<string, string>} entered */
export async function confirmTwoStep({ code }) {
  recovery.value = (await ask("POST", "/totp/confirm", { code })).recovery_codes;
  offer.value = null;
  notice.value = "Two-step sign-in is on.";
  await load();
}

/** @param {Record<string, string>} entered */
export async function stopTwoStep({ password, code }) {
  await ask("DELETE", "/totp", { password, code });
  recovery.value = [];
  notice.value = "Two-step sign-in is off.";
  await load();
}

/** @param {boolean} required */
export async function requireTwoStep(required) {
  await ask("PUT", "/security", { totp_required: required });
  await readSecurity();
  notice.value = required ? "Every member must sign in in two steps from now on." : "Members may sign in with a password alone.";
}

/** @param {Record<string, string>} entered */
export async function createKey({ name, role }) {
  newKey.value = (await ask("POST", "/keys", { name, role })).key;
  await readKeys();
}

/** @param {string} id */
export async function deleteKey(id) {
  await ask("DELETE", `/keys/${id}`);
  await readKeys();
  notice.value = "The key is worth nothing any more.";
}

/** End the sign-in and forget what the console keeps of it: what was typed but not sent. */
export async function signOut() {
  await call("POST", "/sign-out").catch(() => null);
  const kept = Object.keys(localStorage).filter((name) => /^livechat\.(draft|outbox)\./.test(name));
  for (const name of kept) localStorage.removeItem(name);
  location.replace("sign-in.html");
}
