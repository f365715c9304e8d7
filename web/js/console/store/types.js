// @ts-check
/** The shapes of docs/protocol.md that the console keeps. */

/** @typedef {"sms" | "whatsapp"} Channel */
/** @typedef {{id: string, name: string}} Person */
/** @typedef {"bot" | "queue" | "agent" | "nobody"} Owner */
/** @typedef {{owner: Owner, person: Person | null, how?: string}} Change */
/** @typedef {{code: string, kind: string, sentence: string}} Failure */
/** @typedef {"pending" | "unconfirmed" | "accepted" | "sent" | "failed" | "delivered" | "read"} Status */
/** @typedef {"mine" | "queue" | "all"} ListName */
/** @typedef {{presence: "available" | "away" | "offline", open: number, capacity: number}} Desk */

/**
 * @typedef {object} Conversation
 * @property {string} id
 * @property {number} seq
 * @property {Channel} channel
 * @property {{id: string, address: string, name: string}} sender
 * @property {{name: string | null, address: string | null}} contact
 * @property {Owner} owner
 * @property {Person | null} assignee
 * @property {string} opened_at
 * @property {string} owner_at
 * @property {string} last_at
 * @property {string | null} last_mo_at
 * @property {string} preview
 * @property {"MO" | "MT"} preview_direction
 * @property {number} mo
 * @property {number} read_mo
 */

/**
 * @typedef {object} Entry
 * @property {number} seq
 * @property {string} at
 * @property {"message" | "receipt" | "change"} kind
 * @property {"MO" | "MT"} [direction]
 * @property {string} [type]
 * @property {string} [text]
 * @property {Person} [author]
 * @property {string} [client_id]
 * @property {number} [of]
 * @property {Status} [status]
 * @property {Failure | null} [error]
 * @property {Change} [change]
 */

/**
 * @typedef {object} Message
 * @property {"message"} kind
 * @property {string} key
 * @property {number} seq
 * @property {string} at
 * @property {"MO" | "MT"} direction
 * @property {string} type
 * @property {string} text
 * @property {Person} [author]
 * @property {Status} status
 * @property {Failure | null} error
 */

/** @typedef {{kind: "change", key: string, seq: number, at: string, change: Change}} ChangeLine */
/** @typedef {Message | ChangeLine} Item */

/**
 * @typedef {object} Me
 * @property {{id: string, name: string, email: string, support: boolean}} person
 * @property {{id: string, name: string, roles: string[], live_chat: boolean} | null} space
 * @property {{id: string, name: string}[]} spaces
 */

/** The lists, in the order of their tabs. @type {ListName[]} */
export const LISTS = ["mine", "queue", "all"];
