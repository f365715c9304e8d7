// @ts-check
/** Who is signed in, and the way to the API that notices when that ends. */
import { ApiError, call } from "../../lib/api.js";
import { signal } from "../../lib/view.js";

/** @type {Signal<Me | null>} */
export const me = signal(null);

/** The id of the person; "" before it is known. */
export const personId = () => me.value?.person.id ?? "";

/** Does the person answer conversations here? */
export const isAgent = () => me.value?.space?.roles.includes("agent") ?? false;

/** Does the person run the space? */
export const isAdmin = () => me.value?.space?.roles.includes("admin") ?? false;

/** Name what is kept for this person alone. @param {string} kind @param {string} id */
const keptName = (kind, id) => `livechat.${kind}.${personId()}.${id}`;

/** Keep a text for this person, or with null forget it; a browser that keeps nothing is no reason to stop. @param {string} kind @param {string} id @param {string | null} text */
export function keep(kind, id, text) {
  try {
    if (text === null) localStorage.removeItem(keptName(kind, id));
    else localStorage.setItem(keptName(kind, id), text);
  } catch {
    // Full or forbidden: the text lives as long as the page.
  }
}

/** What is kept of one kind, by id. @param {string} kind @returns {[string, string][]} */
export function keptItems(kind) {
  const prefix = keptName(kind, "");
  const names = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  return names.map((name) => [name.slice(prefix.length), localStorage.getItem(name) ?? ""]);
}

/** Go to the sign-in page and come back to what is open now. */
export function leaveForSignIn() {
  sessionStorage.setItem("livechat.return", location.hash);
  location.replace("sign-in.html");
}

/** Ask the API as the signed-in person. @type {typeof call} */
export async function ask(method, path, body) {
  try {
    return await call(method, path, body);
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 401) leaveForSignIn();
    throw problem;
  }
}

/** Learn who is signed in. */
export async function loadMe() {
  me.value = await ask("GET", "/me");
}

/** End the sign-in and forget what was typed but not sent. */
export async function signOut() {
  await call("POST", "/sign-out").catch(() => null);
  for (const kind of ["draft", "outbox"]) for (const [id] of keptItems(kind)) keep(kind, id, null);
  location.replace("sign-in.html");
}
