// @ts-check
/** A form with an e-mail address and a password: what is wrong is said beside the field it is about. */

/** @param {string} id @returns {any} */
export const part = (id) => document.getElementById(id);

/** Say what is wrong with a field; "" takes it back. @param {string} field @param {string} sentence */
export function sayWrong(field, sentence) {
  part(`${field}-wrong`).textContent = sentence;
  part(field).setAttribute("aria-invalid", String(Boolean(sentence)));
}

/** Say what is wrong with the whole; "" takes it back. @param {string} sentence */
export function sayProblem(sentence) {
  part("problem").textContent = sentence;
}

/** Check what a browser can, and move to the first field that is wrong. @param {number} shortest characters of a password */
function isFilled(shortest) {
  const email = part("email");
  const password = part("password");
  sayWrong("email", email.validity.valid ? "" : "Enter an e-mail address, as name@example.com.");
  sayWrong("password", passwordProblem(password.value, shortest));
  const wrong = [email, password].find((field) => field.getAttribute("aria-invalid") === "true");
  wrong?.focus();
  return !wrong;
}

/** @param {string} password @param {number} shortest */
function passwordProblem(password, shortest) {
  if (!password) return "Enter the password.";
  return [...password].length < shortest ? `Use at least ${shortest} characters; this has ${[...password].length}.` : "";
}

function addReveal() {
  const button = part("reveal");
  button.addEventListener("click", () => {
    const shown = part("password").type === "text";
    part("password").type = shown ? "password" : "text";
    button.textContent = shown ? "Show" : "Hide";
    button.setAttribute("aria-pressed", String(!shown));
  });
}

/** @param {boolean} busy @param {string} words */
function setBusy(busy, words) {
  part("submit").disabled = busy;
  part("submit").textContent = words;
}

/**
 * Make the form work.
 * @param {{shortest: () => number, submit: (email: string, password: string) => Promise<void>, refused: (problem: import("./api.js").ApiError) => void}} how
 *   shortest password that is worth sending; what to do with what was entered; what to say of a refusal
 */
export function makeForm({ shortest, submit, refused }) {
  const words = part("submit").textContent;
  addReveal();
  part("form").addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    sayProblem("");
    if (!isFilled(shortest())) return;
    setBusy(true, "One moment…");
    try {
      await submit(part("email").value.trim(), part("password").value);
    } catch (problem) {
      setBusy(false, words);
      refused(/** @type {any} */ (problem));
    }
  });
}
