// @ts-check
/** A form whose refusals are said beside the field that they are about, and a button that asks the API. */
import { sentenceOf } from "../lib/form.js";
import { html, useRef, useState } from "../lib/view.js";

/** @typedef {{id: string, label: string, type?: string, autocomplete?: string, note?: string, maxlength?: number, options?: [string, string][]}} Field */

/** @param {{form: string, field: Field, wrong: string}} props */
function Entry({ form, field, wrong }) {
  const id = `${form}-${field.id}`;
  const about = { id, name: field.id, required: true, "aria-invalid": Boolean(wrong), "aria-describedby": `${id}-note ${id}-wrong` };
  return html`<div class="field"><label for=${id}>${field.label}</label>
    ${field.options
      ? html`<select ...${about}>${field.options.map(([value, name]) => html`<option value=${value}>${name}</option>`)}</select>`
      : html`<input ...${about} type=${field.type ?? "text"} autocomplete=${field.autocomplete ?? "off"} maxlength=${field.maxlength ?? 128} spellcheck=${false} autocapitalize="none" />`}
    <p class="note" id=${`${id}-note`}>${field.note}</p><p class="wrong" id=${`${id}-wrong`}>${wrong}</p></div>`;
}

/** @param {FormData} data @returns {Record<string, string>} */
const entered = (data) => Object.fromEntries([...data].map(([name, value]) => [name, String(value)]));

/** The field that is to blame, or "" for the whole form. @param {any} problem @param {Field[]} fields */
const blamed = (problem, fields) => (fields.some((field) => field.id === problem.field) ? problem.field : "");

/** @param {{id: string, fields: Field[], button: string, submit: (entered: Record<string, string>) => Promise<void>}} props */
export function Form({ id, fields, button, submit }) {
  const [wrong, setWrong] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const box = useRef(/** @type {HTMLFormElement | null} */ (null));
  /** @param {Record<string, string>} found */
  const say = (found) => {
    setWrong(found);
    const first = fields.find((field) => found[field.id]);
    if (first) document.getElementById(`${id}-${first.id}`)?.focus();
  };
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const values = entered(new FormData(form));
    const empty = fields.filter((field) => !values[field.id].trim());
    if (empty.length) return say(Object.fromEntries(empty.map((field) => [field.id, "Fill this in."])));
    setBusy(true);
    try {
      await submit(values);
      form.reset();
      setWrong({});
    } catch (problem) {
      say({ [blamed(problem, fields)]: sentenceOf(/** @type {any} */ (problem)) });
    }
    setBusy(false);
  };
  return html`<form ref=${box} id=${id} method="post" novalidate onSubmit=${send}>
    <p class="problem" role="alert">${wrong[""]}</p>
    ${fields.map((field) => html`<${Entry} key=${field.id} form=${id} field=${field} wrong=${wrong[field.id] ?? ""} />`)}
    <button class="primary" disabled=${busy}>${busy ? "One moment…" : button}</button></form>`;
}

/** A button that asks, and says beside itself why not. @param {{label: string, kind?: string, act: () => Promise<void>, children: any}} props */
export function Act({ label, kind = "", act, children }) {
  const [state, setState] = useState({ busy: false, wrong: "" });
  const press = async () => {
    setState({ busy: true, wrong: "" });
    const wrong = await act().then(() => "", sentenceOf);
    setState({ busy: false, wrong });
  };
  return html`<span class="act"><button type="button" class=${kind} aria-label=${label} disabled=${state.busy} onClick=${press}>${children}</button>
    <span class="wrong" role="alert">${state.wrong}</span></span>`;
}

/** A text to keep, and a button that copies it. @param {{label: string, text: string}} props */
export function Keep({ label, text }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
  return html`<div class="keep"><pre tabindex="0" aria-label=${label}>${text}</pre><button type="button" onClick=${copy}>${copied ? "Copied" : "Copy"}</button></div>`;
}
