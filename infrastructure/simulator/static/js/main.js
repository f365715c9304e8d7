// @ts-check
/** The handset page: holds what is chosen, listens to the simulator, and lets view.js draw. */
import * as api from "./api.js";
import { Phones } from "./state.js";
import * as view from "./view.js";
import * as words from "./words.js";

const { element } = view;
const phones = new Phones();
/** @type {{id: string, channel: string, address: string, name: string}[]} */
let senders = [];
let contact = "";
let sender = "";
/** @type {Set<string>} messages that this page has told as read */
const shown = new Set();

const REDRAW_MS = 30;
const CLOCK_MS = 20_000;
const MOST_PEOPLE = 40;
let due = 0;
/** Draws soon, once for all that happens until then. */
function redraw() {
  due ||= window.setTimeout(() => {
    due = 0;
    draw();
  }, REDRAW_MS);
}

function draw() {
  const visible = document.visibilityState === "visible";
  if (visible) phones.seen(contact, sender);
  const { items, events } = phones.thread(contact, sender);
  const ours = senders.find((one) => one.id === sender);
  drawSender(ours);
  view.people(people());
  view.thread(items);
  view.happened(events);
  if (visible && ours?.channel === "whatsapp") tellRead(items);
}

/** The phones to switch to, in the order met; of very many only those with the latest messages. */
function people() {
  const all = [...phones.contacts.values()].map(person);
  if (all.length <= MOST_PEOPLE) return all;
  const latest = new Set(all.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST_PEOPLE));
  return all.filter((one) => one.current || latest.has(one));
}

/** @param {{address: string, name: string}} known */
function person(known) {
  const last = phones.latest(known.address);
  const preview = last ? `${last.mine ? "You: " : ""}${last.text}` : "";
  return { ...known, preview, at: last?.at ?? "", unseen: phones.unseen(known.address), current: known.address === contact };
}

/** @param {{id: string, channel: string, address: string, name: string} | undefined} ours */
function drawSender(ours) {
  const me = phones.contacts.get(contact);
  document.body.dataset.channel = ours?.channel ?? "sms";
  element("phone-title").textContent = ours?.name ?? "No sender yet";
  element("sender-address").textContent = ours ? words.spaced(ours.address) : "Give the simulator a sender first.";
  element("sender-face").textContent = words.initials(ours?.name ?? "");
  element("owner").textContent = me ? words.nameOf(me) : "";
  element("clock").textContent = words.clock(new Date().toISOString());
  element("text").placeholder = ours?.channel === "whatsapp" ? "Message" : "Text message";
  for (const control of element("composer").elements) control.disabled = !ours || !me;
}

/** @param {import("./state.js").Item[]} items */
function tellRead(items) {
  const unread = items.filter((item) => !item.mine && ["queued", "sent", "delivered"].includes(item.status) && !shown.has(item.id));
  if (unread.length === 0) return;
  for (const item of unread) shown.add(item.id);
  api.read(unread.map((item) => item.id)).catch(say);
}

/** Says a problem in words, or takes it away. @param {unknown} problem */
function say(problem) {
  const sentence = problem instanceof Error ? problem.message : String(problem ?? "");
  element("problem").textContent = sentence;
  element("problem").hidden = sentence === "";
}

/** @param {string} address @param {string} senderId */
function choose(address, senderId) {
  contact = phones.contacts.has(address) ? address : [...phones.contacts.keys()][0] ?? "";
  const ours = senders.find((one) => one.id === senderId) ?? senders[0];
  sender = ours?.id ?? "";
  drawChoices(ours?.channel ?? "sms");
  const hash = new URLSearchParams({ phone: contact, sender });
  history.replaceState(null, "", `#${hash}`);
  say(null);
  draw();
  element("thread").scrollTop = element("thread").scrollHeight;
  document.querySelector("#people [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** @param {string} channel */
function drawChoices(channel) {
  for (const radio of element("channels").querySelectorAll("input")) {
    radio.checked = radio.value === channel;
    radio.disabled = !senders.some((one) => one.channel === radio.value);
  }
  const there = senders.filter((one) => one.channel === channel);
  element("to").hidden = there.length < 2;
  view.fill(element("sender"), there.map((one) => [one.id, `${one.name} ${words.spaced(one.address)}`]), sender);
}

/** @param {Event} event */
async function write(event) {
  event.preventDefault();
  const text = element("text").value;
  if (text.trim() === "") return;
  const fault = element("my-fault").value || null;
  const inbound = { sender_id: sender, from: contact, text, fault, count: Number(element("my-count").value) || 1 };
  element("text").value = "";
  element("my-fault").value = "";
  element("my-count").value = "1";
  say(null);
  try {
    await api.write({ ...inbound, profile_name: phones.contacts.get(contact)?.name ?? "" });
  } catch (problem) {
    say(problem);
    element("text").value ||= text;
  }
}

/** @param {import("./state.js").SimEvent} event */
function heard(event) {
  const got = phones.apply(event);
  if (got && event.to === contact && event.sender_id === sender) element("heard").textContent = `New message: ${event.text}`;
  if (event.kind === "senders") api.senders().then(meetSenders, say);
  if (event.kind === "fault") api.faults().then(showFaults, say);
  redraw();
}

/** @param {{senders: typeof senders}} answer */
function meetSenders(answer) {
  senders = answer.senders;
  choose(contact, sender);
}

/** @param {{faults: {to: string, fault: string, times: number}[]}} answer */
function showFaults({ faults }) {
  view.waiting(faults.filter((one) => one.to === contact || one.to === "*"));
}

function listen() {
  element("composer").addEventListener("submit", write);
  element("text").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      element("composer").requestSubmit();
    }
  });
  element("people").addEventListener("click", (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (button) choose(button.value, sender);
    api.faults().then(showFaults, say);
  });
  element("channels").addEventListener("change", (/** @type {any} */ event) => {
    choose(contact, senders.find((one) => one.channel === event.target.value)?.id ?? sender);
  });
  element("sender").addEventListener("change", () => choose(contact, element("sender").value));
  element("new-phone").addEventListener("submit", addPhone);
  element("mine").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  element("replies").addEventListener("submit", seedFault);
  element("clear").addEventListener("click", () => api.clearFaults().then(showFaults, say));
  document.addEventListener("visibilitychange", redraw);
  window.setInterval(redraw, CLOCK_MS);
}

/** @param {Event} event */
function addPhone(event) {
  event.preventDefault();
  const form = element("new-phone");
  phones.meet(form.elements.address.value, form.elements.name.value.trim());
  choose(form.elements.address.value, sender);
  form.reset();
  element("another").open = false;
  element("text").focus();
}

/** @param {Event} event */
function seedFault(event) {
  event.preventDefault();
  const seed = { to: contact, fault: element("reply-fault").value, times: Number(element("reply-times").value) || 1 };
  api.seed(seed).then(showFaults, say);
}

async function open() {
  view.fill(element("my-fault"), words.MY_FAULTS);
  view.fill(element("reply-fault"), words.REPLY_FAULTS);
  listen();
  const [known, here, past, faults] = await Promise.all([api.contacts(), api.senders(), api.log(), api.faults()]);
  for (const one of known.contacts) phones.meet(one.address, one.name);
  for (const event of past.events) phones.apply(event);
  for (const thread of phones.threads.values()) thread.unseen = 0;
  senders = here.senders;
  const wanted = new URLSearchParams(location.hash.slice(1));
  choose(wanted.get("phone") ?? "", wanted.get("sender") ?? "");
  showFaults(faults);
  api.follow(past.latest, heard, (up) => { element("offline").hidden = up; });
}

open().catch(say);
