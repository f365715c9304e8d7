// @ts-check
/** Starts Preferences, or says why there are none. */
import { isAdmin, loadMe } from "../platform/person.js";
import { keepTitle } from "../platform/route.js";
import { Unreachable } from "../platform/shell.js";
import { put } from "../platform/start.js";
import { Preferences, Refused, current } from "./views/preferences.js";

async function main() {
  await loadMe();
  if (!isAdmin()) return put(Refused);
  put(Preferences);
  keepTitle(() => `${current().title} · Preferences`);
}

main().catch((problem) => (problem.status === 401 ? null : put(Unreachable)));
