/** The shapes that all modules know, most of them from docs/protocol.md. No browser loads this file. */

/** A value whose readers are asked again when it changes; `peek` reads without that. */
type Signal<T> = { value: T; peek: () => T };

type Html = (strings: TemplateStringsArray, ...values: any[]) => any;

type Signals = {
  signal: <T>(value: T) => Signal<T>;
  computed: <T>(from: () => T) => Readonly<Signal<T>>;
  effect: (run: () => void) => () => void;
  batch: <T>(run: () => T) => T;
};

type Hooks = {
  useRef: <T>(value: T) => { current: T };
  useState: <T>(value: T) => [T, (value: T) => void];
  useEffect: (run: () => void | (() => void), inputs?: unknown[]) => void;
  useLayoutEffect: (run: () => void | (() => void), inputs?: unknown[]) => void;
};

type Channel = "sms" | "whatsapp";
type Person = { id: string; name: string };
type Owner = "bot" | "queue" | "agent" | "nobody";
type Change = { owner: Owner; person?: Person | null };
type Failure = { code: string | null; kind: string | null; sentence: string };
type Status = "pending" | "unconfirmed" | "accepted" | "sent" | "failed" | "delivered" | "read";
type ListName = "mine" | "queue" | "all";
type Presence = "available" | "away" | "offline";
type Desk = { presence: Presence; open: number; capacity: number };
type Contact = { name: string | null; address: string | null };

type Conversation = {
  id: string;
  seq: number;
  channel: Channel;
  sender: { id: string; address: string; name: string };
  contact: Contact;
  owner: Owner;
  assignee: Person | null;
  opened_at: string;
  owner_at: string;
  last_at: string;
  last_mo_at: string | null;
  preview: string;
  preview_direction: "MO" | "MT";
  mo: number;
  read_mo: number;
};

type Entry = {
  seq: number;
  at: string;
  kind: "message" | "receipt" | "change";
  direction?: "MO" | "MT";
  type?: string;
  text?: string;
  author?: Person;
  client_id?: string;
  of?: number;
  status?: Status;
  error?: Failure | null;
  change?: Change;
};

type Me = {
  person: { id: string; name: string; email: string; support: boolean };
  space: { id: string; name: string; roles: string[]; live_chat: boolean } | null;
  spaces: { id: string; name: string }[];
  must_enrol: boolean;
};

/** How far a message came, and why it failed. */
type Standing = { status: Status; error: Failure | null };

/** A message of the log with its standing, as the thread shows it. */
type Message = Standing & {
  kind: "message";
  key: string;
  seq: number;
  at: string;
  direction: "MO" | "MT";
  type: string;
  text: string;
  author?: Person;
};

type ChangeItem = { kind: "change"; key: string; seq: number; at: string; change: Change };
type Item = Message | ChangeItem;

/** Waits for the connection or for an earlier message; written; unanswered; refused; in the log. */
type Stage = "waiting" | "sending" | "late" | "refused" | "taken";

/** A message written here that is not in the log yet. */
type Pending = { client_id: string; conversation: string; text: string; at: string; stage: Stage; reason: string };

/** The lines in the document: from `from`, up to but without `to`, which is null while the end is followed. */
type Part = { from: number; to: number | null };

/** A line in sight, its distance from the top in pixels, and how far the box was scrolled then. */
type Place = { key: string; offset: number; scrolled: number };

type Link = "connecting" | "online" | "offline";
type Frame = { type: string; [key: string]: any };

type FeedUser = {
  /** Answers a fresh ticket; a failure counts as being offline. */
  ticket: () => Promise<string>;
  /** The frame that says what is held. */
  resume: () => object;
  /** The heartbeat's frame. */
  ping: () => object;
  /** Gets the frames in order, at most every 100 ms. */
  take: (frames: Frame[]) => void;
};
