// @ts-check
/** The view library, named and typed once. */
import * as hooks from "../../vendor/hooks.js";
import htm from "../../vendor/htm.js";
import * as preact from "../../vendor/preact.js";
import * as signals from "../../vendor/signals.js";

/** Markup as a tagged template; what is put in is never markup. @type {Html} */
export const html = htm.bind(preact.h);
/** @type {(view: any, root: Element) => void} */
export const render = preact.render;
/** @type {Signals} */
export const { batch, computed, effect, signal } = signals;
/** @type {Hooks} */
export const { useEffect, useLayoutEffect, useRef, useState } = hooks;
