// @ts-check
/** The view library, named once: every other module imports markup, hooks and signals from here. */
import { h, render } from "../../vendor/preact.js";
import htm from "../../vendor/htm.js";

export { render };
export { useEffect, useLayoutEffect, useRef, useState } from "../../vendor/hooks.js";
export { batch, computed, effect, signal } from "../../vendor/signals.js";

/** @template T @typedef {import("../../vendor/signals-core.js").Signal<T>} Signal */

/** Markup as a tagged template: html`<p>${text}</p>`. What is put in is text or attributes, never markup. */
export const html = htm.bind(h);
