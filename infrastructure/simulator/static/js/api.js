// @ts-check
/** The simulator's HTTP API; a refusal is thrown in its own words. */

/** @param {string} method @param {string} path @param {unknown} [body] */
async function call(method, path, body) {
  const options = body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, { method, ...options });
  } catch {
    throw new Error("The simulator does not answer.");
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.title ?? `The simulator answered ${response.status}.`);
  return answer;
}

export const senders = () => call("GET", "/sim/senders");
export const contacts = () => call("GET", "/sim/contacts");
export const log = () => call("GET", "/sim/log?last=3000");
export const faults = () => call("GET", "/sim/faults");
export const clearFaults = () => call("DELETE", "/sim/faults");
/** @param {object} fault */
export const seed = (fault) => call("POST", "/sim/faults", fault);
/** @param {object} inbound */
export const write = (inbound) => call("POST", "/sim/inbound", inbound);
/** @param {string[]} ids */
export const read = (ids) => call("POST", "/sim/read", { provider_message_ids: ids });

/** @param {number} since @param {(event: any) => void} heard @param {(up: boolean) => void} connected */
export function follow(since, heard, connected) {
  const source = new EventSource(`/sim/events?since=${since}`);
  source.addEventListener("message", (message) => heard(JSON.parse(message.data)));
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => connected(false));
}
