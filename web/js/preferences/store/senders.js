// @ts-check
/** The senders that support has set up for the space, and which of them are Live Chat's alone. */
import { notify } from "../../console/store/notices.js";
import { signal } from "../../lib/view.js";
import { ask } from "../../platform/person.js";

/** Null before they came. @type {Signal<Sender[] | null>} */
export const senders = signal(null);
export const problem = signal("");
/** Whose use is asked about. @type {Signal<Sender | null>} */
export const switching = signal(null);

/** Read them. */
export async function load() {
  try {
    senders.value = (await ask("GET", "/senders")).senders;
    problem.value = "";
  } catch (refusal) {
    problem.value = /** @type {Error} */ (refusal).message;
  }
}

/** Keep a sender to Live Chat alone, or share it with campaigns (R14). @param {Sender} sender */
export async function switchUse(sender) {
  const now = await ask("PUT", `/senders/${sender.id}/exclusive`, { exclusive: !sender.exclusive });
  senders.value = (senders.value ?? []).map((one) => (one.id === now.id ? now : one));
  notify(now.exclusive ? `${now.name} is exclusive to Live Chat.` : `${now.name} is shared with campaigns.`);
}
