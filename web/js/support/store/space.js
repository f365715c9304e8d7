// @ts-check
/** The space on show, and all that support does for it (R1, R3, R9). */
import { notify } from "../../console/store/notices.js";
import { batch, signal } from "../../lib/view.js";
import { makeInviteForm } from "../../platform/invite-store.js";
import { ask } from "../../platform/person.js";

/** Null while it is read. @type {Signal<Space | null>} */
export const space = signal(null);
export const problem = signal("");
/** What the last seat ledger check found. @type {Signal<Ledger | null>} */
export const ledger = signal(null);

/** A path of the space on show. */
export const path = (rest = "") => `/support/spaces/${encodeURIComponent(space.peek()?.id ?? "")}${rest}`;

/** The same rules and the same form as an admin's (R3). */
const newForm = () => makeInviteForm(() => path("/invitations"), (seats) => void take({ seats }));
export const form = signal(newForm());

/** What is open on the page: the file instead of the rows, the question before deactivating. */
export const [byFile, deactivating] = [signal(false), signal(false)];

/** Take in what an answer says; it may leave out accounts and senders. @param {Partial<Space>} now */
export function take(now) {
  batch(() => {
    space.value = /** @type {Space} */ ({ ...space.peek(), ...now });
    form.value.know(space.value.seats);
    ledger.value = null;
  });
}

/** Show another space. @param {string} id */
export async function open(id) {
  batch(() => {
    space.value = null;
    problem.value = "";
    form.value = newForm();
    for (const shown of [byFile, deactivating]) shown.value = false;
  });
  try {
    take(await ask("GET", `/support/spaces/${encodeURIComponent(id)}`));
  } catch (refusal) {
    problem.value = /** @type {Error} */ (refusal).message;
  }
}

/** Activate Live Chat, or change the number of seats. @param {number} seats */
export async function activate(seats) {
  const isNew = !space.value?.live_chat;
  take(await ask("POST", path("/activation"), { seats }));
  notify(isNew ? `Live Chat is active with ${seats} agent seats.` : `The space has ${seats} agent seats.`);
}

/** Close Live Chat for everyone; what there is stays. */
export async function deactivate() {
  take(await ask("POST", path("/deactivation")));
  notify("Live Chat is closed for this space.");
}

/** @param {Channel[]} channels */
export async function setChannels(channels) {
  take(await ask("PUT", path("/channels"), { channels }));
  notify("The channel types are saved.");
}

/** @param {string | null} country */
export async function setCountry(country) {
  take(await ask("PUT", path("/country"), { country }));
  notify("The country is saved.");
}

/** Compare the seat counter with who holds seats. */
export async function checkLedger() {
  ledger.value = await ask("GET", path("/ledger"));
}

/** What would become of people. @param {Listed[]} people @returns {Promise<InviteResult[]>} */
export const checkPeople = async (people) => (await ask("POST", path("/invitations/check"), { people: people.map(sent) })).results;

/** Invite people. @param {Listed[]} people @returns {Promise<InviteResult[]>} */
export async function invitePeople(people) {
  const answer = await ask("POST", path("/invitations"), { people: people.map(sent) });
  take({ seats: answer.seats });
  return answer.results;
}

/** @param {Listed} one */
const sent = ({ name, email, phone, role }) => ({ name, email, phone, role });
