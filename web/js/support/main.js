// @ts-check
/** Starts the support team's page, or says whose it is. */
import { loadMe, me } from "../platform/person.js";
import { keepTitle } from "../platform/route.js";
import { Unreachable } from "../platform/shell.js";
import { put } from "../platform/start.js";
import { Refused, Support, title } from "./views/support.js";

async function main() {
  await loadMe();
  if (!me.value?.person.support) return put(Refused);
  put(Support);
  keepTitle(() => `${title()} · Support`);
}

main().catch((problem) => (problem.status === 401 ? null : put(Unreachable)));
