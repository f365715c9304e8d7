// @ts-check
/** Puts a view in the place of what the page said while it was loading. */
import { html, render } from "../lib/view.js";

/** @param {any} view */
export function put(view) {
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  root.replaceChildren();
  render(html`<${view} />`, root);
}
