// @ts-check
/** What is said in passing, to the eye and to screen readers. */
import { signal } from "../../lib/view.js";

const NOTICE_MS = 8_000;
let timer = 0;

/** The notice on show, or "". */
export const notice = signal("");
/** The latest words for screen readers. */
export const spoken = signal("");

/** Show a sentence for a while. @param {string} sentence */
export function notify(sentence) {
  clearTimeout(timer);
  notice.value = sentence;
  timer = window.setTimeout(() => (notice.value = ""), NOTICE_MS);
}

/** Have screen readers say something once. @param {string} words */
export function speak(words) {
  spoken.value = words;
}
