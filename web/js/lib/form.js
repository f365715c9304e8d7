// @ts-check
/** A form with an e-mail address, a password or both: what is wrong is said beside the field it is about. */

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
  const fields = [part("email"), part("password"), part("code")].filter(Boolean);
  for (const field of fields) sayWrong(field.id, fieldProblem(field, shortest));
  const wrong = fields.find((field) => field.getAttribute("aria-invalid") === "true");
  wrong?.focus();
  return !wrong;
}

/** @param {any} field @param {number} shortest */
function fieldProblem(field, shortest) {
  if (field.id === "password") return passwordProblem(field.value, shortest);
  if (field.id === "email") return field.validity.valid ? "" : "Enter an e-mail address, as name@example.com.";
  return isCodeAsked() && !field.value.trim() ? "Enter the code." : "";
}

const isCodeAsked = () => Boolean(part("code")) && !part("code-field").hidden;

/** Take a refusal that is about the code: show its field and say what is wrong. Answers whether it was one. @param {{code: string, message: string}} problem */
export function askForCode({ code, message }) {
  if (!["code_required", "wrong_code"].includes(code)) return false;
  const first = !isCodeAsked();
  part("code-field").hidden = false;
  sayWrong("code", first ? "" : message);
  part("code").value = "";
  part("code").focus();
  return true;
}

/** @param {string} password @param {number} shortest */
function passwordProblem(password, shortest) {
  if (!password) return "Enter the password.";
  return [...password].length < shortest ? `Use at least ${shortest} characters; this has ${[...password].length}.` : "";
}

function addReveal() {
  const button = part("reveal");
  if (!button) return;
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
 * @param {{shortest?: () => number, submit: (email: string, password: string, code?: string) => Promise<void>, refused: (problem: import("./api.js").ApiError) => void}} how
 *   shortest password that is worth sending; what to do with what was entered; what to say of a refusal
 */
export function makeForm({ shortest = () => 1, submit, refused }) {
  const words = part("submit").textContent;
  addReveal();
  part("form").addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    sayProblem("");
    if (!isFilled(shortest())) return;
    setBusy(true, "One moment…");
    try {
      await submit(part("email")?.value.trim() ?? "", part("password")?.value ?? "", isCodeAsked() ? part("code").value.trim() : undefined);
    } catch (problem) {
      setBusy(false, words);
      refused(/** @type {any} */ (problem));
    }
  });
}

/** Put a sentence in the form's place. @param {string} title @param {string} sentence */
export function closeForm(title, sentence) {
  part("title").textContent = title;
  part("lead").textContent = sentence;
  part("form").hidden = true;
  part("title").focus();
}

/** What to say of a refusal that no field is to blame for. @param {import("./api.js").ApiError} problem */
export function sentenceOf(problem) {
  const minutes = Math.ceil(problem.retryAfter / 60);
  if (problem.status === 429 && minutes) return `Too many attempts. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`;
  return problem.message;
}
