// @ts-check
/** The view library, named and typed once. */
import * as hooks from "../../vendor/hooks.js";
import htm from "../../vendor/htm.js";
import * as preact from "../../vendor/preact.js";
import * as signals from "../../vendor/signals.js";

/** Markup as a tagged template; what is put in is never markup. @type {(strings: TemplateStringsArray, ...values: any[]) => any} */
export const html = htm.bind(preact.h);
/** @type {(view: any, root: Element) => void} */
export const render = preact.render;

/** @type {<T>(value: T) => Signal<T>} */
export const signal = signals.signal;
/** @type {<T>(from: () => T) => Readonly<Signal<T>>} */
export const computed = signals.computed;
/** @type {(run: () => void) => () => void} */
export const effect = signals.effect;
/** @type {<T>(run: () => T) => T} */
export const batch = signals.batch;

/** @type {<T>(value: T) => {current: T}} */
export const useRef = hooks.useRef;
/** @type {<T>(value: T) => [T, (value: T) => void]} */
export const useState = hooks.useState;
/** @type {(run: () => void | (() => void), inputs?: unknown[]) => void} */
export const useEffect = hooks.useEffect;
/** @type {(run: () => void | (() => void), inputs?: unknown[]) => void} */
export const useLayoutEffect = hooks.useLayoutEffect;
