// @ts-check
/** The senders that support has set up for the space. */
import { signal } from "../../lib/view.js";
import { ask } from "../../platform/person.js";

/** Null before they came. @type {Signal<Sender[] | null>} */
export const senders = signal(null);
export const problem = signal("");

/** Read them. */
export async function load() {
  try {
    senders.value = (await ask("GET", "/senders")).senders;
    problem.value = "";
  } catch (refusal) {
    problem.value = /** @type {Error} */ (refusal).message;
  }
}
