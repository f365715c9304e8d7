// @ts-check
/** All spaces, and making one. */
import { computed, signal } from "../../lib/view.js";
import { ask } from "../../platform/person.js";

/** Null before they came. @type {Signal<Space[] | null>} */
export const spaces = signal(null);
export const search = signal("");
export const problem = signal("");

const collator = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** Whose sender has the address that is looked for. @type {Signal<string[]>} */
const owners = signal([]);
/** Countries that a space can be of. @type {Signal<string[]>} */
export const countries = signal([]);

const DIGITS_OF_AN_ADDRESS = 3;
const TYPING_MS = 250;
let typing = 0;

/** Those whose name or id has the words, or whose sender has them as its address, by name. */
export const found = computed(() => {
  const words = search.value.trim().toLowerCase();
  const all = spaces.value ?? [];
  return all.filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(words) || owners.value.includes(id)).toSorted((one, other) => collator.compare(one.name, other.name));
});

/** Look for spaces; only the server knows addresses, and is asked once the typing pauses. @param {string} words */
export function find(words) {
  search.value = words;
  owners.value = [];
  clearTimeout(typing);
  if (words.replace(/\D/gu, "").length >= DIGITS_OF_AN_ADDRESS) typing = window.setTimeout(findOwners, TYPING_MS);
}

async function findOwners() {
  const words = search.peek();
  const answer = await ask("GET", `/support/spaces?${new URLSearchParams({ search: words })}`).catch(() => ({ spaces: [] }));
  if (words === search.peek()) owners.value = answer.spaces.map((/** @type {Space} */ space) => space.id);
}

/** Learn which countries there are, once. */
export async function loadCountries() {
  if (countries.peek().length) return;
  countries.value = (await ask("GET", "/support/countries").catch(() => ({ countries: [] }))).countries;
}

/** Read them. */
export async function load() {
  try {
    spaces.value = (await ask("GET", "/support/spaces")).spaces;
    problem.value = "";
  } catch (refusal) {
    problem.value = /** @type {Error} */ (refusal).message;
  }
}

/** Make a space. @param {string} name @param {string | null} country @returns {Promise<Space>} */
export const create = (name, country) => ask("POST", "/support/spaces", { name, country });
