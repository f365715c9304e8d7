// @ts-check
/** The list of conversations: tabs, search, and as many rows as are in sight. */
import { brief, channelName, contactName, exact, hue, initials } from "../../lib/format.js";
import { Icon } from "../../lib/icons.js";
import { html, signal, useEffect, useRef } from "../../lib/view.js";
import { lookAt, setPresence } from "../store/actions.js";
import * as conversations from "../store/conversations.js";
import { hasDraft } from "../store/drafts.js";
import { desk, feed } from "../store/live.js";
import { isAgent } from "../store/session.js";

/** Pixels of a row, as in css/console.css. */
const ROW = 76;
/** Rows drawn before and after those in sight. */
const MARGIN = 8;
const view = signal({ top: 0, height: 800 });

/** Which rows are worth drawing: from the first, up to but without the second. @param {number} total @returns {[number, number]} */
function rowsInView(total) {
  const { top, height } = view.value;
  const first = Math.max(0, Math.min(total, Math.floor(top / ROW) - MARGIN));
  return [first, Math.min(total, first + Math.ceil(Math.min(height, 40 * ROW) / ROW) + 2 * MARGIN)];
}

/** @param {{contact: {name: string | null, address: string | null}, id: string, big?: boolean}} props */
export const Avatar = ({ contact, id, big }) => html`<span class=${`avatar hue-${hue(id)}${big ? " big" : ""}`} aria-hidden="true">
  ${initials(contact.name ?? "") || html`<${Icon} name="person" />`}</span>`;

/** @param {{conversation: Conversation}} props */
function Preview({ conversation }) {
  const { id, preview, preview_direction } = conversation;
  if (hasDraft(id) && id !== conversations.current.value) return html`<span class="preview"><em>Draft</em> <span dir="auto">${preview}</span></span>`;
  return html`<span class="preview" dir="auto">${preview_direction === "MT" && (conversations.isMine(conversation) ? "You: " : "Agent: ")}${preview}</span>`;
}

/** @param {{id: string, top: number, position: number, total: number}} props */
function Row({ id, top, position, total }) {
  const conversation = conversations.conversationOf(id);
  if (!conversation) return null;
  const { contact, channel, last_at, owner } = conversation;
  const count = conversations.isMine(conversation) || owner === "queue" ? conversations.unread(conversation) : 0;
  return html`<li style=${{ insetBlockStart: `${top}px` }} aria-posinset=${position} aria-setsize=${total}>
    <a class=${`row${count ? " new" : ""}`} href=${`#/c/${id}`} aria-current=${id === conversations.current.value ? "true" : null}>
      <${Avatar} contact=${contact} id=${id} />
      <span class="name"><bdi>${contactName(contact)}</bdi></span><time datetime=${last_at} title=${exact(last_at)}>${brief(last_at)}</time>
      <${Preview} conversation=${conversation} />
      <span class="marks">${count > 0 && html`<span class="badge">${count}<span class="unseen"> unread</span></span>`}
        <span class=${`channel ${channel}`} title=${channelName(channel)}><${Icon} name=${channel} /><span class="unseen">${channelName(channel)}</span></span></span></a></li>`;
}

/** @type {[ListName, string][]} */
const TABS = [["mine", "Mine"], ["queue", "Queue"], ["all", "All"]];

const Tabs = () => html`<div class="tabs" role="group" aria-label="Lists">${TABS.map(([name, title]) => {
  const count = conversations.countOf(name);
  return html`<button type="button" key=${name} aria-pressed=${conversations.list.value === name} onClick=${() => lookAt(name)}>${title}${count !== null && html` <span class="count">${count}</span>`}</button>`;
})}</div>`;

const Search = () => html`<label class="search"><span class="unseen">Search the loaded conversations</span><${Icon} name="search" />
  <input id="search" type="search" placeholder="Search name, number or text" autocomplete="off" aria-keyshortcuts="Control+K" value=${conversations.query.value}
    onInput=${(/** @type {any} */ event) => (conversations.query.value = event.currentTarget.value)} /></label>`;

/** @type {Record<ListName, [string, string]>} */
const EMPTY = {
  mine: ["All answered", "Conversations that are assigned to you appear here."],
  queue: ["The queue is empty", "Nobody is waiting for an agent."],
  all: ["No conversations yet", "They appear as soon as somebody writes."],
};

function Empty() {
  const name = conversations.list.value;
  if (conversations.loading.value === name) return html`<p class="empty">Loading…</p>`;
  const [title, text] = conversations.query.value ? ["Nothing found", "None of the loaded conversations matches."] : EMPTY[name];
  return html`<div class="empty"><span class="emblem"><${Icon} name=${conversations.query.value ? "search" : "inbox"} /></span><b>${title}</b><p>${text}</p></div>`;
}

/** Tells who gets nothing that this is by choice. */
function Unavailable() {
  const presence = desk.value?.presence;
  if (!isAgent() || !presence || presence === "available" || feed.link.value !== "online") return null;
  return html`<p class="unavailable"><span>You are ${presence}: no new conversations come to you.</span>
    <button type="button" onClick=${() => setPresence("available")}>Become available</button></p>`;
}

function Rows() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const ids = conversations.visible.value;
  const [first, end] = rowsInView(ids.length);
  const measure = () => box.current && (view.value = { top: box.current.scrollTop, height: box.current.clientHeight });
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(/** @type {HTMLElement} */ (box.current));
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (end > ids.length - 10) void conversations.readMore().catch(() => {});
  }, [end, ids.length]);
  const rows = ids.slice(first, end).map((id, index) => html`<${Row} key=${id} id=${id} top=${(first + index) * ROW} position=${first + index + 1} total=${ids.length} />`);
  return html`<div class="rows" ref=${box} onScroll=${measure}>${ids.length ? html`<ul role="list" style=${{ blockSize: `${ids.length * ROW}px` }}>${rows}</ul>` : html`<${Empty} />`}</div>`;
}

export const List = () => html`<nav class="list" aria-label="Conversations"><div class="tools"><${Search} /><${Tabs} /></div><${Unavailable} /><${Rows} /></nav>`;
