// @ts-check
/** The frame of the platform's pages: top bar with the Live Chat icon, account, sections, notices. */
import { notice } from "../console/store/notices.js";
import { hue, initials } from "../lib/format.js";
import { Icon } from "./icons.js";
import { html, useEffect, useRef, useState } from "../lib/view.js";
import { me, signOut } from "./person.js";

/** Pages are published under changing names, so the picture is found from here. */
const MARK = new URL("../../icon.svg", import.meta.url).href;

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
    <div id="account" class="menu" hidden=${!open}><p><b>${person.name}</b><span>${person.email}</span><span>${space ? `${space.roles.join(", ")} in ${space.name}` : "Support team"}</span></p>
      <a class="button" href="security.html">Security</a><button type="button" onClick=${signOut}>Sign out</button></div></div>`;
}

/** The way into Live Chat; it exists only once Live Chat is active (R1, R8). */
const LiveChat = () => me.value?.space?.live_chat && html`<a class="button enter" href="./"><img src=${MARK} alt="" width="22" height="22" /><span>Live Chat</span></a>`;

/** The top bar. @param {{name: string}} props */
const Top = ({ name }) => html`<header class="top">
  <span class=${`avatar square hue-${hue(name)}`} aria-hidden="true">${initials(name) || "?"}</span><span class="owner">${name}</span><${LiveChat} /><${Account} /></header>`;

/** A page between top bar and notices. @param {{name: string, children: any}} props */
export const Shell = ({ name, children }) => html`
  <a class="skip" href="#title" onClick=${skip}>Skip to the content</a>
  <${Top} name=${name} />${children}
  <div class="notices" role="status">${notice.value && html`<p class="notice">${notice.value}
    <button type="button" class="plain" onClick=${() => (notice.value = "")} aria-label="Close"><${Icon} name="close" /></button></p>`}</div>`;

/** The address names the view, so the focus is moved here. @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("title")?.focus();
}

/** A page of one card, for who cannot use this one. @param {{icon: string, title: string, children: any}} props */
export const Card = ({ icon, title, children }) => html`<main class="elsewhere"><div class="card">
  <span class="emblem"><${Icon} name=${icon} /></span><h1>${title}</h1>${children}
  ${me.value && html`<p class="signed">Signed in as <bdi>${me.value.person.email}</bdi></p><button type="button" onClick=${signOut}>Sign out</button>`}</div></main>`;

/** Shown when the page came but the server does not answer. */
export const Unreachable = () => html`<${Card} icon="cloud" title="Live Chat cannot be reached">
  <p>Check your connection.</p><button type="button" class="primary" onClick=${() => location.reload()}>Try again</button></${Card}>`;
