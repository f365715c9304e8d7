// @ts-check
/** The page behind the link for a forgotten password; its token is in the address's fragment. */
import { call } from "./lib/api.js";
import { askForCode, closeForm, makeForm, part, sayProblem, sayWrong, sentenceOf } from "./lib/form.js";

const SHORTEST = 12; // with two-step sign-in; the server knows whether it is on

/** @param {import("./lib/api.js").ApiError} problem */
function refused(problem) {
  if (askForCode(problem)) return;
  if (problem.code === "reset_over") return over(problem.message);
  if (problem.field !== "password") return sayProblem(sentenceOf(problem));
  sayWrong("password", problem.message);
  part("password").focus();
}

/** @param {string} sentence */
function over(sentence) {
  closeForm("This link is no longer good", sentence);
  part("again").hidden = false;
}

makeForm({
  shortest: () => SHORTEST,
  submit: async (_email, password, code) => {
    await call("POST", "/password-reset/confirm", { token: location.hash.slice(1), password, code });
    history.replaceState(null, "", location.pathname);
    closeForm("The new password is saved", "You are signed out everywhere. Sign in with the new password.");
  },
  refused,
});
addEventListener("hashchange", () => location.reload());
