// @ts-check
/** The page for who forgot the password. */
import { call } from "./lib/api.js";
import { closeForm, makeForm, sayProblem, sentenceOf } from "./lib/form.js";

makeForm({
  submit: async (email) => {
    await call("POST", "/password-reset", { email });
    closeForm("Look into your mailbox", `If ${email} has an account, an e-mail with a link is on its way. The link is good for an hour.`);
  },
  refused: (problem) => sayProblem(sentenceOf(problem)),
});
