// @ts-check
/** The live connection: ticket, resume, heartbeat, back-off, replacement before its two hours end. */
import { signal } from "./view.js";

const COALESCE_MS = 100;
const PING_MS = 30_000;
const PONG_MS = 10_000;
const START_MS = 20_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const REPLACE_MS = 110 * 60_000;

export class Feed {
  /** @type {WebSocket | null} the connection that is written to */
  #socket = null;
  /** @type {WebSocket | null} its successor, until that has caught up */
  #next = null;
  #attempt = 0;
  #failures = 0;
  #retryTimer = 0;
  #startTimer = 0;
  #pongTimer = 0;
  #replaceTimer = 0;
  /** @type {Frame[]} */
  #waiting = [];
  #flushTimer = 0;
  #flushedAt = 0;

  /** @param {FeedUser} user */
  constructor(user) {
    this.user = user;
    /** @type {Signal<Link>} */
    this.link = signal("connecting");
    /** When the next attempt starts, in milliseconds. @type {Signal<number>} */
    this.retryAt = signal(0);
  }

  /** Connect and stay connected. */
  start() {
    addEventListener("online", () => this.reconnect());
    addEventListener("offline", () => this.#lose());
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#wake());
    setInterval(() => this.#ping(), PING_MS);
    this.reconnect();
  }

  /** Drop what there is and connect now. */
  reconnect() {
    this.#drop();
    this.link.value = "connecting";
    this.#startTimer = window.setTimeout(() => this.#lose(), START_MS);
    this.#dial((socket) => (this.#socket = socket));
  }

  /** Write a frame; false when there is no connection. @param {object} frame */
  write(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {(socket: WebSocket) => void} keep */
  async #dial(keep) {
    const attempt = ++this.#attempt;
    try {
      const ticket = await this.user.ticket();
      if (attempt === this.#attempt) keep(this.#open(ticket));
    } catch {
      if (attempt === this.#attempt && !this.#socket) this.#lose();
    }
  }

  /** @param {string} ticket */
  #open(ticket) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws?ticket=${encodeURIComponent(ticket)}`);
    socket.addEventListener("open", () => socket.send(JSON.stringify(this.user.resume())));
    socket.addEventListener("message", (event) => this.#receive(socket, JSON.parse(event.data)));
    socket.addEventListener("close", () => this.#closed(socket));
    return socket;
  }

  /** @param {WebSocket} socket */
  #closed(socket) {
    if (socket === this.#socket) this.#lose();
    if (socket === this.#next) this.#next = null;
  }

  /** @param {WebSocket} socket @param {Frame} frame */
  #receive(socket, frame) {
    if (socket !== this.#socket && socket !== this.#next) return;
    clearTimeout(this.#pongTimer);
    if (frame.type === "resumed") this.#caughtUp(socket);
    this.#waiting.push(frame);
    const wait = Math.max(0, this.#flushedAt + COALESCE_MS - Date.now());
    if (!this.#flushTimer) this.#flushTimer = window.setTimeout(() => this.#flush(), wait);
  }

  /** @param {WebSocket} socket */
  #caughtUp(socket) {
    const former = this.#socket;
    this.#socket = socket;
    this.#next = null;
    if (former !== socket) former?.close();
    clearTimeout(this.#startTimer);
    clearTimeout(this.#replaceTimer);
    this.#replaceTimer = window.setTimeout(() => this.#replace(), REPLACE_MS * (1 - Math.random() / 10));
    this.#failures = 0;
    this.link.value = "online";
  }

  #flush() {
    this.#flushTimer = 0;
    this.#flushedAt = Date.now();
    this.user.take(this.#waiting.splice(0));
  }

  #replace() {
    this.#replaceTimer = window.setTimeout(() => this.#replace(), 60_000);
    this.#dial((socket) => {
      this.#next?.close();
      this.#next = socket;
    });
  }

  #ping() {
    if (this.link.value !== "online" || !this.write(this.user.ping())) return;
    clearTimeout(this.#pongTimer);
    this.#pongTimer = window.setTimeout(() => this.#lose(), PONG_MS);
  }

  #wake() {
    if (this.link.value === "offline") this.reconnect();
    else this.#ping();
  }

  /** Try again after 0.5 s, doubling to 30 s, shortened by up to half so that pages do not come in step. */
  #lose() {
    this.#drop();
    this.link.value = "offline";
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures) * (1 - Math.random() / 2);
    this.#failures += 1;
    this.retryAt.value = Date.now() + wait;
    this.#retryTimer = window.setTimeout(() => this.reconnect(), wait);
  }

  #drop() {
    this.#attempt += 1;
    for (const timer of [this.#retryTimer, this.#startTimer, this.#pongTimer, this.#replaceTimer]) clearTimeout(timer);
    const former = [this.#socket, this.#next];
    this.#socket = this.#next = null;
    for (const socket of former) socket?.close();
  }
}
