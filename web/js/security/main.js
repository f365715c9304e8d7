// @ts-check
/** Starts the Security page. */
import { html, render } from "../lib/view.js";
import { Page } from "./page.js";
import { load } from "./store.js";

const root = /** @type {HTMLElement} */ (document.getElementById("app"));

/** @param {any} problem */
const Failed = ({ message }) => html`<main class="single"><p role="alert">${message}</p></main>`;

/** @param {any} view */
function put(view) {
  root.replaceChildren();
  render(view, root);
}

load().then(
  () => put(html`<${Page} />`),
  (problem) => problem.code !== "not_signed_in" && put(html`<${Failed} message=${problem.message} />`),
);
