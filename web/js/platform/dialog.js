// @ts-check
/** A question over the page, answered before anything else can be done. */
import { html, useEffect, useRef, useState } from "../lib/view.js";
import { focusHeading } from "./route.js";

/**
 * Ask before something is done. `act` does it; what it is refused with is said in the dialog, which then stays.
 * @param {{title: string, button: string, danger?: boolean, act: () => Promise<void>, close: () => void, children: any}} props
 */
export function Dialog({ title, button, danger, act, close, children }) {
  const box = useRef(/** @type {any} */ (null));
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => box.current?.showModal(), []);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await act();
      box.current?.close();
      focusHeading();
    } catch (refusal) {
      setProblem(/** @type {Error} */ (refusal).message);
      setBusy(false);
    }
  };
  return html`<dialog ref=${box} aria-labelledby="dialog-title" onClose=${close}><form method="dialog" onSubmit=${submit}>
    <h2 id="dialog-title">${title}</h2>${children}<p class="problem" role="alert">${problem}</p>
    <div class="ends"><button type="button" onClick=${() => box.current?.close()}>Cancel</button><button class=${danger ? "danger" : "primary"} disabled=${busy}>${button}</button></div>
  </form></dialog>`;
}
