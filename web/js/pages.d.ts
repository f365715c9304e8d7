/** The shapes that the pages besides the console know, from docs/protocol.md. No browser loads this file. */

type RoleName = "agent" | "admin";
type Seats = { total: number; taken: number; left: number };
type Field = "name" | "email" | "phone" | "role";

type Member = {
  id: string;
  name: string;
  email: string;
  phone: string;
  roles: RoleName[];
  joined_at: string;
  last_active_at: string | null;
};

type Invitation = {
  id: string;
  name: string;
  email: string;
  phone: string;
  role: RoleName;
  invited_at: string;
  expires_at: string;
  state: "pending" | "expired";
  undeliverable?: boolean;
};

type Sender = {
  id: string;
  channel: Channel;
  carrier: string;
  address: string;
  name: string;
  directions: ("MT" | "MO")[];
  exclusive: boolean;
  webhook_url: string;
  /** For the support team; null where it has credentials of its own. */
  account_id?: string | null;
  sender_key?: string | null;
};

/** An account with a carrier; its credentials are never read back. */
type Account = {
  id: string;
  carrier: string;
  name: string;
  created_at: string;
  credentials_at: string;
  checked_at: string | null;
  health: "ok" | "refused" | "unreachable" | null;
  senders: number;
  webhook_url: string;
};

/** What a carrier asks of an account, and what it calls its own id of a sender, if it has one. */
type Carrier = { name: string; channels: Channel[]; credentials: string[]; sender_key: string | null };

/** What the seat ledger check found. */
type Ledger = { counter: number; agents: number; invitations: number; admins?: { counter: number; members: number }; balanced: boolean };

type Space = {
  id: string;
  name: string;
  channels: Channel[];
  country: string | null;
  live_chat: boolean;
  seats: Seats;
  direct_url: string | null;
  accounts?: Account[];
  senders?: Sender[];
};

/** One row of the invitation form; `wrong` says beside which field what is wrong. */
type Invitee = { key: number; name: string; email: string; phone: string; role: RoleName; wrong: Partial<Record<Field, string>> };
type InviteResult = { status: string; field?: Field; title?: string };

/** An invitation form: its state and what can be done with it. */
type InviteForm = {
  rows: Signal<Invitee[]>;
  seats: Signal<Seats | null>;
  sending: Signal<boolean>;
  answer: Signal<{ invited: string[]; failed: number } | null>;
  problem: Signal<string>;
  /** Raised each time that the first wrong field should have the focus. */
  blamed: Signal<number>;
  wanted: Readonly<Signal<number>>;
  left: Readonly<Signal<number>>;
  canAdd: Readonly<Signal<boolean>>;
  know: (seats: Seats) => void;
  add: () => void;
  drop: (key: number) => void;
  edit: (key: number, field: Field, value: string) => void;
  send: () => Promise<void>;
};

/** A column of a table; `order` is the API's name for sorting by it. */
type Column<Row> = { name: string; title: string; order?: string; latestFirst?: boolean; cell: (row: Row) => any };

/** One person of a CSV file, with the number of its line. */
type Listed = { line: number; name: string; email: string; phone: string; role: RoleName };
type BadLine = { line: number; title: string };
