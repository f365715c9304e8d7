// @ts-check
/** The messages on show; the reader's place stays while lines come and go around it. */
import { dayName, dayOf } from "../../lib/format.js";
import { Icon } from "../../lib/icons.js";
import { html, useEffect, useLayoutEffect, useRef } from "../../lib/view.js";
import { current } from "../store/conversations.js";
import { pending } from "../store/outbox.js";
import { hasEarlier, linesOf, part, showEarlier, showLater, showLatest } from "../store/scrollback.js";
import { threadOf } from "../store/threads.js";
import { atEnd, firstNew } from "../store/unread.js";
import { ChangeLine, MessageLine, WaitingLine } from "./message.js";

const NEAR_PX = 400;
const END_PX = 48;

/** An unchanged line is not drawn again. @type {WeakMap<object, any>} */
const drawn = new WeakMap();

/** @param {Item} item */
function draw(item) {
  if (!drawn.has(item)) drawn.set(item, item.kind === "change" ? html`<${ChangeLine} key=${item.key} line=${item} />` : html`<${MessageLine} key=${item.key} message=${item} />`);
  return drawn.get(item);
}

/** @param {Item[]} items */
function withSeparators(items) {
  const lines = [];
  let day = 0;
  for (const item of items) {
    if (dayOf(item.at) !== day) {
      day = dayOf(item.at);
      lines.push(html`<li class="day" key=${`day${day}`}><span>${dayName(day)}</span></li>`);
    }
    if (item.seq === firstNew.value && item.kind === "message") lines.push(html`<li class="day fresh" key="fresh"><span>New messages</span></li>`);
    lines.push(draw(item));
  }
  return lines;
}

/** The first line in sight. @param {HTMLElement} box */
function placeOf(box) {
  const top = box.getBoundingClientRect().top;
  for (const line of box.querySelectorAll("[data-key]")) {
    const { bottom, top: lineTop } = line.getBoundingClientRect();
    if (bottom > top) return { key: /** @type {HTMLElement} */ (line).dataset.key ?? "", offset: lineTop - top, scrolled: box.scrollTop };
  }
  return null;
}

/** Put the line back where it was, but for what the person has scrolled since. @param {HTMLElement} box @param {Place} place */
function returnTo(box, { key, offset, scrolled }) {
  const line = box.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const isClamped = box.scrollTop >= box.scrollHeight - box.clientHeight - 1;
  const moved = isClamped ? 0 : box.scrollTop - scrolled;
  if (line) box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - offset + moved;
}

/** Scrolling of one thread's box. @param {{current: HTMLElement | null}} ref */
function useScrolling(ref) {
  const place = useRef(/** @type {Place | null} */ (null));
  const settle = () => {
    const box = ref.current;
    if (!box) return;
    if (atEnd.peek() && part.peek().to === null) box.scrollTop = box.scrollHeight;
    else if (place.current) returnTo(box, place.current);
    place.current = placeOf(box);
  };
  const scrolled = () => {
    const box = /** @type {HTMLElement} */ (ref.current);
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    place.current = placeOf(box);
    atEnd.value = below < END_PX && part.peek().to === null;
    if (box.scrollTop < NEAR_PX && hasEarlier()) void showEarlier().catch(() => {});
    else if (below < NEAR_PX) showLater();
  };
  useLayoutEffect(settle);
  useEffect(() => {
    const observer = new ResizeObserver(settle);
    observer.observe(/** @type {HTMLElement} */ (ref.current));
    return () => observer.disconnect();
  }, []);
  return scrolled;
}

function toLatest() {
  atEnd.value = true;
  showLatest();
}

/** The thread's column part. */
export function Thread() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const scrolled = useScrolling(box);
  const id = current.value ?? "";
  const thread = threadOf(id);
  const items = linesOf(thread?.items.value ?? [], part.value);
  const waiting = part.value.to === null ? pending.value.filter((one) => one.conversation === id && !thread?.sent.has(one.client_id)) : [];
  return html`<div class="thread"><div class="scroller" ref=${box} onScroll=${scrolled} tabindex="0" role="region" aria-label="Messages">
    ${hasEarlier() && html`<p class="earlier">Loading earlier messages…</p>`}
    ${thread ? html`<ol role="list">${withSeparators(items)}${waiting.map((one) => html`<${WaitingLine} key=${one.client_id} one=${one} />`)}</ol>` : html`<p class="empty">Loading…</p>`}</div>
    ${!atEnd.value && html`<button type="button" class="latest" onClick=${toLatest}><${Icon} name="down" /> Latest</button>`}</div>`;
}
