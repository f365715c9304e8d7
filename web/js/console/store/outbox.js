// @ts-check
/** Messages written here that are not in the log yet: kept in the browser, sent again under the same client id. */
import { signal } from "../../lib/view.js";
import { notify } from "./notices.js";
import { keep, keptItems } from "./session.js";

const ACK_MS = 10_000;
/** @type {Map<string, number>} */
const timers = new Map();
/** @type {(frame: object) => boolean} */
let write = () => false;

/** All that is pending, oldest first. @type {Signal<Pending[]>} */
export const pending = signal([]);

/** Read what an earlier page kept. @param {(frame: object) => boolean} how */
export function startOutbox(how) {
  write = how;
  const kept = keptItems("outbox").map(([, text]) => /** @type {Pending} */ (JSON.parse(text)));
  pending.value = kept.toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** @param {string} client_id */
const find = (client_id) => pending.peek().find((one) => one.client_id === client_id);

/** @param {string} client_id @param {Partial<Pending>} news */
function change(client_id, news) {
  const all = pending.peek();
  const at = all.findIndex((one) => one.client_id === client_id);
  if (at >= 0) pending.value = all.with(at, { ...all[at], ...news });
}

/** @param {Pending} one */
const isUnanswered = (one) => one.stage === "sending" || one.stage === "late";

/** Keep it over a reload, as it stands. @param {Pending} one */
const store = (one) => keep("outbox", one.client_id, JSON.stringify(one));

/** Send a text: it is on show at once. @param {string} conversation @param {string} text */
export function send(conversation, text) {
  const client_id = crypto.randomUUID();
  /** @type {Pending} */
  const one = { client_id, conversation, text, at: new Date().toISOString(), stage: "waiting", reason: "" };
  store(one);
  pending.value = [...pending.peek(), one];
  writeNext(conversation);
}

/** One at a time, so that they arrive in their order. @param {string} conversation */
function writeNext(conversation) {
  const queue = pending.peek().filter((one) => one.conversation === conversation);
  const next = queue.find((one) => one.stage === "waiting");
  // Nothing overtakes what was not answered.
  if (!next || queue.some(isUnanswered)) return;
  const { client_id, text } = next;
  if (!write({ action: "send", conversation, client_id, text })) return;
  change(client_id, { stage: "sending" });
  timers.set(client_id, window.setTimeout(() => late(client_id), ACK_MS));
}

/** @param {string} client_id */
function late(client_id) {
  change(client_id, { stage: "late", reason: "Not sent yet: Live Chat did not answer." });
}

/** Send a message again under its own client id. @param {string} client_id */
export function attempt(client_id) {
  const one = find(client_id);
  if (!one) return;
  change(client_id, { stage: "waiting", reason: "" });
  store({ ...one, stage: "waiting", reason: "" });
  writeNext(one.conversation);
}

/** The connection is gone: what was not answered waits for the next one. */
export function connectionLost() {
  for (const timer of timers.values()) clearTimeout(timer);
  for (const { client_id } of pending.peek().filter(isUnanswered)) change(client_id, { stage: "waiting", reason: "" });
}

/** The connection is back: send what waits. */
export function connectionBack() {
  connectionLost();
  for (const conversation of new Set(pending.peek().map((one) => one.conversation))) writeNext(conversation);
}

/** The server has it: it stays on show until its entry arrives. @param {string} client_id */
export function taken(client_id) {
  settle(client_id);
  change(client_id, { stage: "taken", reason: "" });
  writeNext(find(client_id)?.conversation ?? "");
}

/** The server refused it, for a reason. @param {string} client_id @param {string} reason */
export function refused(client_id, reason) {
  clearTimeout(timers.get(client_id));
  change(client_id, { stage: "refused", reason });
  const one = find(client_id);
  if (one) store(one);
  notify(reason);
  writeNext(find(client_id)?.conversation ?? "");
}

/** Its entry is in the log: nothing is pending any more. @param {string} client_id */
export function logged(client_id) {
  const one = find(client_id);
  if (!one) return;
  settle(client_id);
  pending.value = pending.peek().filter((other) => other !== one);
  writeNext(one.conversation);
}

/** The person gives it up. @param {string} client_id */
export const discard = logged;

/** @param {string} client_id */
function settle(client_id) {
  clearTimeout(timers.get(client_id));
  timers.delete(client_id);
  keep("outbox", client_id, null);
}

/** The conversation that a pending message is for. @param {string} client_id */
export const conversationOf = (client_id) => find(client_id)?.conversation;
