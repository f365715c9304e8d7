// @ts-check
/** Says that the connection is gone and when it is tried again. */
import { Icon } from "../../lib/icons.js";
import { html, useEffect, useState } from "../../lib/view.js";
import { feed } from "../store/live.js";

const PATIENCE_MS = 600;
/** Connecting may take a while without being trouble. */
const START_MS = 5_000;

function Countdown() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(1, Math.ceil((feed.retryAt.value - now) / 1_000));
  return feed.link.value === "connecting" ? html`<span aria-hidden="true">Connecting…</span>` : html`<span aria-hidden="true">Next try in ${seconds} s.</span>`;
}

/** Shown when the connection stays away for more than a moment. */
export function Banner() {
  const online = feed.link.value === "online";
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(!online), online ? 0 : feed.link.value === "offline" ? PATIENCE_MS : START_MS);
    return () => clearTimeout(timer);
  }, [online]);
  const shown = late && !online;
  return html`<div role="status">${shown && html`<p class="banner"><${Icon} name="cloud" />
    <span><b>You are offline.</b> What you write is kept and sent when the connection is back. <${Countdown} /></span>
    <button type="button" onClick=${() => feed.reconnect()}>Reconnect now</button></p>`}</div>`;
}
