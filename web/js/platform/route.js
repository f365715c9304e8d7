// @ts-check
/** Where in a page one is: the part of the address after #. */
import { effect, signal } from "../lib/view.js";

const read = () => location.hash.replace(/^#\/?/, "");

/** The place as the address has it, without "#/". */
export const place = signal(read());

addEventListener("hashchange", () => (place.value = read()));

/** Go to a place of this page. @param {string} name */
export function go(name) {
  location.hash = `#/${name}`;
}

/** Move the focus to the heading, so that a new view is read from its start. */
export function focusHeading() {
  document.getElementById("title")?.focus({ preventScroll: true });
}

/** Name the browser's tab after the view. @param {() => string} title */
export function keepTitle(title) {
  effect(() => {
    document.title = `${title()} · Live Chat`;
  });
}
