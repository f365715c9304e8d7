// @ts-check
/** One line of a thread: a message, one on its way, or a change. */
import { clock, exact } from "../../lib/format.js";
import { Icon } from "../../lib/icons.js";
import { html } from "../../lib/view.js";
import { write } from "../store/actions.js";
import { isMine, shown } from "../store/conversations.js";
import { feed } from "../store/live.js";
import { attempt, discard } from "../store/outbox.js";
import { personId } from "../store/session.js";

/** @type {Record<Status, [string, string]>} icon and words of each status */
const STATUS = {
  pending: ["clock", "Sending"],
  unconfirmed: ["question", "Unconfirmed"],
  accepted: ["check", "Accepted"],
  sent: ["check", "Sent"],
  failed: ["alert", "Failed"],
  delivered: ["checks", "Delivered"],
  read: ["checks", "Read"],
};

/** @type {Record<string, string>} what a message without text is called */
const TYPES = {
  image: "Picture", video: "Video", audio: "Audio", document: "Document", sticker: "Sticker", location: "Location", contacts: "Contact card",
  reaction: "Reaction", choice: "Choice", order: "Order", edit: "Edited message", delete: "Deleted message", system: "System message",
};

/** @param {{status: Status}} props */
function Ticks({ status }) {
  const [icon, words] = STATUS[status];
  return html`<span class=${`ticks ${status}`} title=${words}><${Icon} name=${icon} /><span class="unseen">${words}</span></span>`;
}

/** @param {{message: Message}} props */
function Trouble({ message }) {
  if (message.status === "unconfirmed") return html`<p class="trouble unsure"><${Icon} name="question" /> We do not know whether this was sent.</p>`;
  if (message.status !== "failed") return null;
  const conversation = shown.value;
  const again = conversation && isMine(conversation) && html`<button type="button" class="link" onClick=${() => write(message.text)}>Send again</button>`;
  return html`<p class="trouble"><${Icon} name="alert" /> <span>${message.error?.sentence ?? "This message could not be delivered."}</span> ${again}</p>`;
}

/** @param {{author: Person | undefined}} props */
const Author = ({ author }) => (author && author.id !== personId() ? html`<span class="author"><bdi>${author.name}</bdi></span>` : null);

/** @param {{type: string, text: string}} props */
const Content = ({ type, text }) => html`${type !== "text" && html`<i class="type">${TYPES[type] ?? "A kind of message that cannot be shown"}${text ? ": " : ""}</i>`}${text}`;

/** A message in the log. @param {{message: Message}} props */
export const MessageLine = ({ message }) => html`<li class=${`message ${message.direction} ${message.status}`} data-key=${message.key} data-seq=${message.seq}>
  <div class="bubble">${message.direction === "MT" && html`<${Author} author=${message.author} />`}<p class="text" dir="auto"><${Content} type=${message.type} text=${message.text} /></p>
    <p class="meta"><time datetime=${message.at} title=${exact(message.at)}>${clock(message.at)}</time>${message.direction === "MT" && html` <${Ticks} status=${message.status} />`}</p></div>
  <${Trouble} message=${message} /></li>`;

/** @param {{one: Pending}} props */
function Unsent({ one }) {
  const waits = one.stage === "waiting" && feed.link.value !== "online";
  if (waits) return html`<p class="trouble unsure"><${Icon} name="cloud" /> Waits for the connection.</p>`;
  if (one.stage !== "late" && one.stage !== "refused") return null;
  return html`<p class="trouble"><${Icon} name="alert" /> <span>${one.reason}</span>
    <button type="button" class="link" onClick=${() => attempt(one.client_id)}>Try again</button> <button type="button" class="link" onClick=${() => discard(one.client_id)}>Discard</button></p>`;
}

/** A message that is not in the log yet. @param {{one: Pending}} props */
export const WaitingLine = ({ one }) => html`<li class=${`message MT pending ${one.stage}`} data-key=${one.client_id}>
  <div class="bubble"><p class="text" dir="auto">${one.text}</p>
    <p class="meta"><time datetime=${one.at}>${clock(one.at)}</time> <${Ticks} status=${one.stage === "late" || one.stage === "refused" ? "failed" : "pending"} /></p></div>
  <${Unsent} one=${one} /></li>`;

/** What happened, with a person and without. @type {Record<Owner, [(name: string) => string, string]>} */
const SENTENCES = {
  agent: [(name) => `Assigned to ${name === "You" ? "you" : name}`, "Assigned to an agent"],
  queue: [(name) => `${name} put this conversation back into the queue`, "Waiting in the queue"],
  bot: [(name) => `${name} gave this conversation to the chatbot`, "The chatbot answers"],
  nobody: [(name) => `Resolved by ${name === "You" ? "you" : name}`, "Resolved"],
};

/** @param {Change} change */
function sentenceOf({ owner, person }) {
  const [by, alone] = SENTENCES[owner];
  return person ? by(person.id === personId() ? "You" : person.name) : alone;
}

/** A change of who answers. @param {{line: ChangeItem}} props */
export const ChangeLine = ({ line }) => html`<li class="change" data-key=${line.key}><span>${sentenceOf(line.change)}</span> · <time datetime=${line.at} title=${exact(line.at)}>${clock(line.at)}</time></li>`;
