// @ts-check
/** The state of an invitation form: rows, seats, and what became of each row. */
import { batch, computed, signal } from "../lib/view.js";
import { ask } from "./person.js";

/** The API takes so many people at once. */
export const ROWS_AT_MOST = 50;
/** @type {Field[]} */
const TYPED = ["name", "email", "phone"];
const EMPTY = { name: "Enter the name.", email: "Enter the e-mail address.", phone: "Enter the phone number." };

let keys = 0;

/** @param {RoleName} role @returns {Invitee} */
const blank = (role) => ({ key: ++keys, name: "", email: "", phone: "", role, wrong: {} });

/** What can be said before the server is asked. @param {Invitee} row @param {Invitee[]} rows @returns {Invitee} */
function checked(row, rows) {
  /** @type {Invitee["wrong"]} */
  const wrong = {};
  for (const field of TYPED) if (!row[field].trim()) wrong[field] = EMPTY[/** @type {keyof typeof EMPTY} */ (field)];
  const first = rows.find((other) => other.email.trim().toLowerCase() === row.email.trim().toLowerCase());
  if (!wrong.email && first !== row) wrong.email = "This address is already in the form.";
  return { ...row, wrong };
}

/** @param {Invitee} row @param {InviteResult} result @returns {Invitee} */
const refused = (row, { field, title, status }) => ({
  ...row,
  wrong: { [field ?? (status === "no_seats_left" ? "role" : "name")]: title ?? "This person could not be invited." },
});

/** What was wrong with a field is forgotten with its text. @param {Invitee} row @param {Field} field @param {string} value @returns {Invitee} */
const edited = (row, field, value) => ({ ...row, [field]: value, wrong: { ...row.wrong, [field]: "" } });

/**
 * An invitation form.
 * @param {() => string} path the route that invites
 * @param {(seats: Seats) => void} [invited] told when somebody was invited
 * @returns {InviteForm}
 */
export function makeInviteForm(path, invited) {
  const rows = signal(/** @type {Invitee[]} */ ([blank("agent")]));
  const seats = signal(/** @type {Seats | null} */ (null));
  const sending = signal(false);
  const answer = signal(/** @type {{invited: string[], failed: number} | null} */ (null));
  const [problem, blamed] = [signal(""), signal(0)];
  const wanted = computed(() => rows.value.filter((row) => row.role === "agent").length);
  const left = computed(() => Math.max(0, (seats.value?.left ?? 0) - wanted.value));
  const canAdd = computed(() => left.value > 0 && rows.value.length < ROWS_AT_MOST);
  const fresh = () => blank(left.value > 0 ? "agent" : "admin");

  /** Take the seats in; a form that is still empty offers no seat that there is not. @param {Seats} now */
  function know(now) {
    batch(() => {
      seats.value = now;
      const [first, second] = rows.value;
      // The row stays itself: somebody may be typing into it.
      if (!second && now.left <= 0 && first.role === "agent" && !first.name && !first.email && !first.phone) rows.value = [{ ...first, role: "admin" }];
    });
  }

  /** @param {InviteResult[]} results */
  function take(results) {
    const names = rows.value.filter((_, index) => results[index]?.status === "invited").map((row) => row.name.trim());
    const failed = rows.value.flatMap((row, index) => (results[index]?.status === "invited" ? [] : [refused(row, results[index])]));
    rows.value = failed;
    answer.value = { invited: names, failed: failed.length };
    if (failed.length) blamed.value += 1;
  }

  /** @param {{results: InviteResult[], seats: Seats}} told */
  function settle(told) {
    batch(() => {
      seats.value = told.seats;
      take(told.results);
      if (!rows.value.length) rows.value = [fresh()];
    });
    if (answer.value?.invited.length) invited?.(told.seats);
  }

  async function send() {
    rows.value = rows.value.map((row) => checked(row, rows.value));
    batch(() => ((problem.value = ""), (answer.value = null)));
    if (rows.value.some((row) => Object.keys(row.wrong).length)) return void (blamed.value += 1);
    sending.value = true;
    try {
      settle(await ask("POST", path(), { people: rows.value.map(({ name, email, phone, role }) => ({ name, email, phone, role })) }));
    } catch (refusal) {
      problem.value = /** @type {Error} */ (refusal).message;
    } finally {
      sending.value = false;
    }
  }

  return {
    rows, seats, sending, answer, problem, blamed, wanted, left, canAdd, know, send,
    add: () => void (canAdd.value && (rows.value = [...rows.value, fresh()])),
    drop: (key) => void (rows.value = rows.value.filter((row) => row.key !== key)),
    edit: (key, field, value) => void (rows.value = rows.value.map((row) => (row.key === key ? edited(row, field, value) : row))),
  };
}
