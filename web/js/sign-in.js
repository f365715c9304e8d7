// @ts-check
/** The sign-in page. */
import { call } from "./lib/api.js";
import { makeForm, part, sayProblem } from "./lib/form.js";

/** Where the console was when the sign-in ended. */
function placeBefore() {
  const place = sessionStorage.getItem("livechat.return") ?? "";
  sessionStorage.removeItem("livechat.return");
  return place;
}

/** @param {import("./lib/api.js").ApiError} problem */
function sentenceOf(problem) {
  const minutes = Math.ceil(problem.retryAfter / 60);
  if (problem.status === 429 && minutes) return `Too many attempts. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`;
  return problem.message;
}

makeForm({
  shortest: () => 1,
  submit: async (email, password) => {
    await call("POST", "/sign-in", { email, password });
    location.replace(`./${placeBefore()}`);
  },
  refused: (problem) => {
    sayProblem(sentenceOf(problem));
    part("password").select();
    part("password").focus();
  },
});
