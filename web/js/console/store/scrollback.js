// @ts-check
/** Which lines of the thread are in the document: never more than 200. */
import { signal } from "../../lib/view.js";
import { current } from "./conversations.js";
import { readEarlier, threadOf } from "./threads.js";

const MOST = 190;
const AT_FIRST = 60;
const STEP = 60;

/** @type {Signal<Part>} */
export const part = signal({ from: 0, to: null });
export const readingEarlier = signal(false);

/** How many lines the thread on show has. */
const total = () => threadOf(current.peek() ?? "")?.items.peek().length ?? 0;

/** Show the end of the thread. */
export function showLatest() {
  part.value = { from: Math.max(0, total() - AT_FIRST), to: null };
}

/** The lines to show. @template T @param {T[]} items @param {Part} shown @returns {T[]} */
export function linesOf(items, { from, to }) {
  const end = to ?? items.length;
  return items.slice(Math.max(from, end - MOST), end);
}

/** Are there lines or entries before those shown? */
export const hasEarlier = () => part.value.from > 0 || (threadOf(current.value ?? "")?.more.value ?? false);

/** Show what came before, reading it first where needed. */
export async function showEarlier() {
  if (readingEarlier.peek()) return;
  if (part.peek().from === 0) await readBefore();
  const { from, to } = part.peek();
  if (from === 0) return;
  const first = Math.max(0, from - STEP);
  const end = to ?? total();
  part.value = { from: first, to: end - first > MOST ? first + MOST : to };
}

async function readBefore() {
  const id = current.peek() ?? "";
  readingEarlier.value = true;
  try {
    await readEarlier(id, (added) => id === current.peek() && shift(added));
  } finally {
    readingEarlier.value = false;
  }
}

/** @param {number} added lines before those shown */
function shift(added) {
  const { from, to } = part.peek();
  part.value = { from: from + added, to: to === null ? null : to + added };
}

/** Show what comes after, up to following the end again. */
export function showLater() {
  const { from, to } = part.peek();
  if (to === null) return;
  const end = Math.min(total(), to + STEP);
  part.value = { from: Math.max(from, end - MOST), to: end === total() ? null : end };
}
