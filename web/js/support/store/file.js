// @ts-check
/** Agents from a CSV file: everything is checked first, and nothing is done unless all of it is right (R3). */
import { recordsOf } from "../../lib/csv.js";
import { batch, signal } from "../../lib/view.js";
import { checkPeople, invitePeople } from "./space.js";

/** The API takes so many people at once. */
const AT_ONCE = 50;
const PEOPLE_AT_MOST = 1_000;
const BYTES_AT_MOST = 1_000_000;
/** What the columns may be called. @type {Record<string, Field>} */
const COLUMNS = { name: "name", email: "email", "e-mail": "email", phone: "phone", "phone number": "phone", role: "role" };

/** @typedef {"empty" | "checking" | "wrong" | "ready" | "inviting" | "done"} Stage */

/** @type {Signal<Stage>} */
export const stage = signal("empty");
export const name = signal("");
/** Who is in the file. @type {Signal<Listed[]>} */
export const people = signal([]);
/** What is wrong with it, line by line. @type {Signal<BadLine[]>} */
export const wrong = signal([]);
/** How many were invited. */
export const invited = signal(0);

let latest = 0;

/** Forget the file. */
export function startOver() {
  latest += 1;
  batch(() => ((stage.value = "empty"), (name.value = ""), (people.value = []), (wrong.value = []), (invited.value = 0)));
}

/** @param {string[]} header @returns {Field[]} throws with a sentence */
function columnsOf(header) {
  const columns = header.map((title) => COLUMNS[title.toLowerCase()]);
  const unknown = header.filter((_, index) => !columns[index]);
  const missing = ["name", "email", "phone"].filter((column) => !columns.includes(/** @type {Field} */ (column)));
  if (missing.length) throw new Error(`The first line must name the columns; missing: ${missing.join(", ")}.`);
  if (unknown.length) throw new Error(`These columns are not known: ${unknown.join(", ")}. Use name, email, phone and role.`);
  if (new Set(columns).size < columns.length) throw new Error("A column is there twice.");
  return columns;
}

/** @param {Field[]} columns @param {{line: number, fields: string[]}} record @returns {Listed} */
function listed(columns, { line, fields }) {
  const valued = Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ""]));
  return { line, name: valued.name, email: valued.email, phone: valued.phone, role: /** @type {RoleName} */ (valued.role?.toLowerCase() || "agent") };
}

/** What can be said before the server is asked. @param {Listed[]} all @param {number} width @param {{line: number, fields: string[]}[]} records @returns {BadLine[]} */
function badLines(all, width, records) {
  const seen = new Map();
  return all.flatMap((one, index) => {
    const address = one.email.toLowerCase();
    const before = seen.get(address);
    if (address && before === undefined) seen.set(address, one.line);
    if (records[index].fields.length !== width) return [{ line: one.line, title: `This line has ${records[index].fields.length} fields; the first has ${width}.` }];
    return before === undefined ? [] : [{ line: one.line, title: `${one.email} is on line ${before} already.` }];
  });
}

/** @param {File} file @returns {Promise<string>} throws with a sentence */
async function textOf(file) {
  if (file.size > BYTES_AT_MOST) throw new Error("The file is larger than 1 MB.");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error("The file is not UTF-8 text. Save it as “CSV UTF-8”.");
  }
}

/** @param {string} text @returns {{all: Listed[], bad: BadLine[]}} throws with a sentence */
function read(text) {
  const [header, ...records] = recordsOf(text);
  if (!header) throw new Error("The file is empty.");
  const columns = columnsOf(header.fields);
  if (!records.length) throw new Error("There is nobody below the first line.");
  if (records.length > PEOPLE_AT_MOST) throw new Error(`At most ${PEOPLE_AT_MOST.toLocaleString("en")} people can be in one file.`);
  const all = records.map((record) => listed(columns, record));
  return { all, bad: badLines(all, header.fields.length, records) };
}

/** One part after the other, as each takes seats that the next may want. @template T @param {Listed[]} all @param {(some: Listed[]) => Promise<T[]>} act @returns {Promise<T[]>} */
async function inParts(all, act) {
  if (!all.length) return [];
  return [...(await act(all.slice(0, AT_ONCE))), ...(await inParts(all.slice(AT_ONCE), act))];
}

/** @param {Listed[]} all @param {InviteResult[]} results @param {string} good @returns {BadLine[]} */
const refusals = (all, results, good) => all.flatMap(({ line }, index) => (results[index].status === good ? [] : [{ line, title: results[index].title ?? "Refused." }]));

/** Seats are counted over the whole file, as the server is asked in parts. @param {Listed[]} all @param {number} left @returns {BadLine[]} */
function beyondSeats(all, left) {
  const agents = all.filter(({ role }) => role === "agent");
  return agents.slice(Math.max(0, left)).map(({ line }) => ({ line, title: `No seat is left: the file has ${agents.length} agents for ${Math.max(0, left)} ${left === 1 ? "seat" : "seats"}.` }));
}

/** @param {BadLine[]} lines */
const byLine = (lines) => [...new Map(lines.toReversed().map((one) => [one.line, one])).values()].toSorted((one, other) => one.line - other.line);

/** Read and check a file; nothing is invited yet. @param {File} file @param {number} left seats */
export async function check(file, left) {
  startOver();
  const mine = latest;
  batch(() => ((stage.value = "checking"), (name.value = file.name)));
  const found = await checked(file, left).catch((problem) => ({ all: [], bad: [{ line: 0, title: /** @type {Error} */ (problem).message }] }));
  if (mine !== latest) return;
  batch(() => ((people.value = found.all), (wrong.value = byLine(found.bad)), (stage.value = found.bad.length ? "wrong" : "ready")));
}

/** @param {File} file @param {number} left */
async function checked(file, left) {
  const { all, bad } = read(await textOf(file));
  const results = await inParts(all, checkPeople);
  // One sentence for seats is enough, and it must count over all parts.
  const others = results.map((result) => (result.status === "no_seats_left" ? { status: "valid" } : result));
  return { all, bad: [...bad, ...refusals(all, others, "valid"), ...beyondSeats(all, left)] };
}

/** Invite everybody in the file. */
export async function invite() {
  stage.value = "inviting";
  const all = people.value;
  /** @type {InviteResult[]} */
  const results = [];
  let lost = "";
  await inParts(all, async (some) => (results.push(...(await invitePeople(some))), results)).catch((problem) => (lost = problem.message));
  const bad = refusals(all, all.map((_, index) => results[index] ?? { status: "lost", title: lost }), "invited");
  batch(() => ((wrong.value = bad), (invited.value = all.length - bad.length), (stage.value = "done")));
}
