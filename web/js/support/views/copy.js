// @ts-check
/** A value to copy. */
import { speak, spoken } from "../../console/store/notices.js";
import { Icon } from "../../platform/icons.js";
import { html, useState } from "../../lib/view.js";

/** @param {{label: string, value: string}} props */
export function Copy({ label, value }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    speak(`${label} copied`);
    setTimeout(() => setCopied(false), 2_500);
  };
  return html`<div class="copy"><span class="caption">${label}</span><code>${value}</code>
    <button type="button" class="small" onClick=${copy} aria-label=${`Copy ${label}`}><${Icon} name=${copied ? "check" : "copy"} />${copied ? "Copied" : "Copy"}</button></div>`;
}

/** What is said to screen readers alone. */
export const Spoken = () => html`<div class="unseen" aria-live="polite">${spoken.value}</div>`;
