// @ts-check
/** The registration page: shows the invitation whose token is in the address's fragment, and accepts it. */
import { call } from "./lib/api.js";
import { askForCode, makeForm, part, sayProblem, sayWrong } from "./lib/form.js";
import { homeOf } from "./lib/places.js";

const SHORTEST = 15;
const token = location.hash.slice(1);
let hasAccount = false;

/** Why an invitation can no longer be accepted: title, sentence, is sign-in the way on? @type {Record<string, [string, string, boolean]>} */
const OVER = {
  invitation_expired: ["The invitation has expired", "Ask the person who invited you to send it again.", false],
  invitation_used: ["The invitation has been used", "If it was you, sign in with your e-mail address and password.", true],
  invitation_revoked: ["The invitation was withdrawn", "Ask the person who invited you if you think that this is a mistake.", false],
  live_chat_inactive: ["Live Chat is not active", "It has been closed for this space. Ask the person who invited you; the link works again once it is open.", false],
  not_found: ["The link is not complete", "Open it from the e-mail again, or copy the whole address.", false],
};

/** @param {string} title @param {string} sentence @param {boolean} signIn */
function close(title, sentence, signIn) {
  part("title").textContent = title;
  part("lead").textContent = sentence;
  part("form").hidden = true;
  part("elsewhere").hidden = !signIn;
  part("title").focus();
}

/** @param {import("./lib/api.js").ApiError} problem */
function refused(problem) {
  if (askForCode(problem)) return;
  if (OVER[problem.code]) close(...OVER[problem.code]);
  else if (problem.code === "wrong_email") blame("email", "The invitation was sent to another address. Enter that one.");
  else if (problem.code === "weak_password") blame("password", problem.message);
  else if (problem.code === "wrong_credentials") blame("password", "This is not the password of your account.");
  else sayProblem(problem.message);
}

/** @param {string} field @param {string} sentence */
function blame(field, sentence) {
  sayWrong(field, sentence);
  part(field).focus();
}

/** @param {string} text */
const strong = (text) => Object.assign(document.createElement("b"), { textContent: text });

/** @param {{space: {name: string}, role: string, inviter: string | null}} invitation */
function showInvitation({ space, role, inviter }) {
  const kind = role === "admin" ? "an admin" : "an agent";
  part("lead").replaceChildren(...(inviter ? [strong(inviter), " invited you to "] : ["You are invited to "]), strong(space.name), ` as ${kind}.`);
  part("form").hidden = false;
  part("email").focus();
}

/** The person has an account in another space and joins with its password. */
function askForExistingPassword() {
  part("password-label").textContent = "Your existing password";
  part("password-note").textContent = "You already have an account with this address. Enter the password that you use now.";
  part("password").autocomplete = "current-password";
}

async function start() {
  try {
    const invitation = await call("POST", "/invitation", { token });
    hasAccount = invitation.has_account;
    if (hasAccount) askForExistingPassword();
    showInvitation(invitation);
  } catch (problem) {
    const { code, message } = /** @type {import("./lib/api.js").ApiError} */ (problem);
    close(...(OVER[code] ?? ["The invitation could not be read", message, false]));
  }
}

makeForm({
  shortest: () => (hasAccount ? 1 : SHORTEST),
  submit: async (email, password, code) => {
    location.replace(homeOf(await call("POST", "/register", { token, email, password, code })));
  },
  refused,
});
addEventListener("hashchange", () => location.reload());
void start();
