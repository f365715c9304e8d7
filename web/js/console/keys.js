// @ts-check
/** The keyboard's shortcuts: Alt with a letter, so that typing never triggers one. */
import { goBy, resolve } from "./store/actions.js";

/** @type {Record<string, () => void>} */
const WITH_ALT = { KeyJ: () => goBy(1), KeyK: () => goBy(-1), KeyE: resolve };

function focusSearch() {
  const search = /** @type {HTMLInputElement | null} */ (document.getElementById("search"));
  search?.focus();
  search?.select();
}

/** @param {KeyboardEvent} event */
function shortcutOf(event) {
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey && !command) return WITH_ALT[event.code];
  return command && !event.altKey && !event.shiftKey && event.code === "KeyK" ? focusSearch : undefined;
}

/** Listen on the whole page. */
export function listenToKeys() {
  addEventListener("keydown", (event) => {
    const shortcut = shortcutOf(event);
    if (!shortcut) return;
    event.preventDefault();
    shortcut();
  });
}
