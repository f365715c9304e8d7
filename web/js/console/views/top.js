// @ts-check
/** The bar at the top: product and space, presence, account. */
import { initials } from "../../lib/format.js";
import { html, useEffect, useRef, useState } from "../../lib/view.js";
import { leave, setPresence } from "../store/actions.js";
import { desk, feed } from "../store/live.js";
import { isAdmin, isAgent, me } from "../store/session.js";

/** Pages are published under changing names, so the picture is found from here. */
const MARK = new URL("../../../icon.svg", import.meta.url).href;

/** @type {Record<Presence, string>} */
const PRESENCES = { available: "Available", away: "Away", offline: "Offline" };

function PresenceChoice() {
  const presence = desk.value?.presence ?? "offline";
  const options = Object.entries(PRESENCES).map(([value, name]) => html`<option value=${value} selected=${value === presence}>${name}</option>`);
  return html`<label class="presence"><span class="unseen">My presence</span><span class=${`dot ${presence}`}></span>
    <select value=${presence} disabled=${!desk.value || feed.link.value !== "online"} onChange=${(/** @type {any} */ event) => setPresence(event.currentTarget.value)}>${options}</select></label>`;
}

function Account() {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { person, space } = /** @type {Me} */ (me.value);
  useEffect(() => {
    const close = (/** @type {any} */ event) => {
      if (event.type === "keydown" ? event.key === "Escape" : !box.current?.contains(event.target)) setOpen(false);
    };
    for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, close);
    return () => ["keydown", "pointerdown"].forEach((kind) => removeEventListener(kind, close));
  }, []);
  return html`<div class="account" ref=${box}>
    <button type="button" class="avatar me" aria-expanded=${open} aria-controls="account" aria-label=${`Account of ${person.name}`} onClick=${() => setOpen(!open)}>${initials(person.name) || "?"}</button>
    <div id="account" class="menu" hidden=${!open}><p><b>${person.name}</b><span>${person.email}</span><span>${space?.roles.join(", ")} in ${space?.name}</span></p>
      ${isAdmin() && html`<a class="button" href="preferences.html">Preferences</a>`}<a class="button" href="security.html">Security</a><button type="button" onClick=${leave}>Sign out</button></div></div>`;
}

export const Top = () => html`<header class="top"><img class="mark" src=${MARK} alt="" width="28" height="28" /><h1 class="product">Live Chat</h1>
  <span class="space">${me.value?.space?.name}</span>${isAgent() && html`<${PresenceChoice} />`}<${Account} /></header>`;
