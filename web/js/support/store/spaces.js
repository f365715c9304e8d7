// @ts-check
/** All spaces, and making one. */
import { computed, signal } from "../../lib/view.js";
import { ask } from "../../platform/person.js";

/** Null before they came. @type {Signal<Space[] | null>} */
export const spaces = signal(null);
export const search = signal("");
export const problem = signal("");

const collator = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** Those whose name or id has the words, by name. */
export const found = computed(() => {
  const words = search.value.trim().toLowerCase();
  const all = spaces.value ?? [];
  return all.filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(words)).toSorted((one, other) => collator.compare(one.name, other.name));
});

/** Read them. */
export async function load() {
  try {
    spaces.value = (await ask("GET", "/support/spaces")).spaces;
    problem.value = "";
  } catch (refusal) {
    problem.value = /** @type {Error} */ (refusal).message;
  }
}

/** Make a space. @param {string} name @returns {Promise<Space>} */
export const create = (name) => ask("POST", "/support/spaces", { name });
