// @ts-check
/** The console as a whole. */
import { Icon } from "../../lib/icons.js";
import { html } from "../../lib/view.js";
import { current } from "../store/conversations.js";
import { notice, spoken } from "../store/notices.js";
import { Banner } from "./banner.js";
import { Contact } from "./contact.js";
import { List } from "./list.js";
import { Pane } from "./pane.js";
import { Top } from "./top.js";

const Notice = () => html`<div class="notices" role="status">${notice.value && html`<p class="notice">${notice.value}
  <button type="button" class="plain" onClick=${() => (notice.value = "")} aria-label="Close"><${Icon} name="close" /></button></p>`}</div>`;

const Spoken = () => html`<div class="unseen" aria-live="polite" id="spoken">${spoken.value}</div>`;

export const Console = () => html`
  <a class="skip" href="#thread" onClick=${skip}>Skip to the conversation</a>
  <${Top} /><${Banner} />
  <main class=${`columns${current.value ? " reading" : ""}`}><${List} /><${Pane} /><${Contact} /></main>
  <${Notice} /><${Spoken} />`;

/** The address names the conversation, so the focus is moved here. @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("thread")?.focus();
}
