// @ts-check
/** The sign-in page. */
import { call } from "./lib/api.js";
import { makeForm, part, sayProblem } from "./lib/form.js";
import { placeAfter } from "./lib/places.js";

/** Where the person was when the sign-in ended; null for nowhere. */
function placeBefore() {
  const place = sessionStorage.getItem("livechat.return");
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
    const me = await call("POST", "/sign-in", { email, password });
    location.replace(placeAfter(me, placeBefore()));
  },
  refused: (problem) => {
    sayProblem(sentenceOf(problem));
    part("password").select();
    part("password").focus();
  },
});
