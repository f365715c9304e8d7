// @ts-check
/** The space's senders, to read: support sets them up. */
import { html, useEffect } from "../../lib/view.js";
import { Senders } from "../../platform/senders.js";
import { Nothing } from "../../platform/table.js";
import * as store from "../store/senders.js";

/** The view. */
export function SenderList() {
  useEffect(() => void store.load(), []);
  const senders = store.senders.value;
  if (store.problem.value) return html`<p class="problem" role="alert">${store.problem.value}</p>`;
  if (!senders) return html`<p class="empty">Loading…</p>`;
  if (!senders.length) return html`<${Nothing} icon="phone" title="No senders yet"><p>The support team adds the numbers that your end users write to.</p></${Nothing}>`;
  return html`<${Senders} senders=${senders} />`;
}
