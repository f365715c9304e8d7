// @ts-check
/** The sign-in page. */
import { call } from "./lib/api.js";
import { askForCode, makeForm, part, sayProblem, sentenceOf } from "./lib/form.js";
import { placeAfter } from "./lib/places.js";

/** Where the person was when the sign-in ended; null for nowhere. */
function placeBefore() {
  const place = sessionStorage.getItem("livechat.return");
  sessionStorage.removeItem("livechat.return");
  return place;
}

makeForm({
  submit: async (email, password, code) => {
    const me = await call("POST", "/sign-in", { email, password, code });
    location.replace(placeAfter(me, placeBefore()));
  },
  refused: (problem) => {
    if (askForCode(problem)) return;
    sayProblem(sentenceOf(problem));
    part("password").select();
    part("password").focus();
  },
});
