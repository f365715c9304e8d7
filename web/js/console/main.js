// @ts-check
/** Starts the console, or says why there is none. */
import { html, render } from "../lib/view.js";
import { listenToKeys } from "./keys.js";
import { hasConversations, start } from "./store/actions.js";
import { loadMe, me } from "./store/session.js";
import { Console } from "./views/console.js";

/** Loaded for the few who see it. @param {"Elsewhere" | "Unreachable"} view */
const putElsewhere = async (view) => put((await import("./views/elsewhere.js"))[view]);

/** @param {any} view */
function put(view) {
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  root.replaceChildren();
  render(html`<${view} />`, root);
}

async function main() {
  await loadMe();
  if (me.peek()?.must_enrol) return location.replace("security.html");
  if (!hasConversations()) return putElsewhere("Elsewhere");
  put(Console);
  listenToKeys();
  await start();
}

main().catch((problem) => (problem.status === 401 ? null : putElsewhere("Unreachable")));
