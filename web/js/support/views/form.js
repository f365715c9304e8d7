// @ts-check
/** A small form with its own refusals. */
import { html, useRef, useState } from "../../lib/view.js";

/**
 * A form that says what it was refused with; `act` gets its data. `beside`: the button stands beside the one field.
 * @param {{act: (data: FormData) => Promise<void>, button: string, plain?: boolean, beside?: boolean, done?: () => void, children: any}} props
 */
export function Form({ act, button, plain, beside, done, children }) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const box = useRef(/** @type {any} */ (null));
  const submit = async (/** @type {any} */ event) => {
    event.preventDefault();
    setProblem("");
    setBusy(true);
    try {
      await act(new FormData(box.current));
      done?.();
    } catch (refusal) {
      setProblem(/** @type {Error} */ (refusal).message);
      blame(box.current, /** @type {any} */ (refusal).field);
    }
    setBusy(false);
  };
  return html`<form class=${`small-form${beside ? " beside" : ""}`} ref=${box} onSubmit=${submit} onInput=${forgive}>${children}<p class="problem" role="alert">${problem}</p>
    <div class="ends">${done && html`<button type="button" onClick=${done}>Cancel</button>`}<button class=${plain ? "" : "primary"} disabled=${busy}>${button}</button></div></form>`;
}

/** Move to the field that a refusal names. @param {HTMLFormElement} form @param {string | undefined} field */
function blame(form, field) {
  const input = /** @type {any} */ (field && form.querySelector(`[name="${CSS.escape(field)}"]`));
  input?.setAttribute("aria-invalid", "true");
  input?.focus();
}

/** @param {any} event */
const forgive = (event) => event.target.removeAttribute("aria-invalid");

/** A labelled input. @param {{name: string, label: string, note?: string, [how: string]: any}} props */
export const Field = ({ name, label, note, ...how }) => html`<div class="field"><label for=${`new-${name}`}>${label}</label>
  <input id=${`new-${name}`} name=${name} required autocomplete="off" aria-describedby=${note ? `new-${name}-note` : null} ...${how} />${note && html`<p class="note" id=${`new-${name}-note`}>${note}</p>`}</div>`;

/**
 * A labelled list to choose from.
 * @param {{name: string, label: string, choices: string[][], value?: string, note?: string, choose?: (value: string) => void}} props
 */
export const Select = ({ name, label, choices, value, note, choose }) => html`<div class="field"><label for=${`new-${name}`}>${label}</label>
  <select id=${`new-${name}`} name=${name} aria-describedby=${note ? `new-${name}-note` : null} onChange=${(/** @type {any} */ event) => choose?.(event.currentTarget.value)}>
    ${choices.map(([one, words]) => html`<option key=${one} value=${one} selected=${one === value}>${words}</option>`)}</select>${note && html`<p class="note" id=${`new-${name}-note`}>${note}</p>`}</div>`;

/** A tick box. @param {{name: string, value: string, label: string, note?: string, checked?: boolean, onChange?: () => void}} props */
export const Check = ({ name, value, label, note, checked, onChange }) => html`<label class="check"><input type="checkbox" name=${name} value=${value} checked=${checked} onChange=${onChange} /><span><b>${label}</b>${note && html`<span class="note">${note}</span>`}</span></label>`;
