// @ts-check
/** The Security page. */
import { exact } from "../lib/format.js";
import { html } from "../lib/view.js";
import { Act, Form, Keep } from "./form.js";
import { changePassword, createKey, deleteKey, endOthers, endSession, isAdmin, keys, me, newKey, notice, security, sessions, signOut } from "./store.js";
import { TwoStep } from "./two-step.js";

/** Pages are published under changing names, so the picture is found from here. */
const MARK = new URL("../../icon.svg", import.meta.url).href;

/** @param {{session: import("./store.js").Session}} props */
const SessionRow = ({ session }) => html`<li><div><b>${session.device}</b>${session.current && html` <span class="tag">this one</span>`}
    <span class="note">Signed in ${exact(session.signed_in_at)}, last used ${exact(session.seen_at)}</span></div>
  ${!session.current && html`<${Act} label=${`End the session of ${session.device}, signed in ${exact(session.signed_in_at)}`} act=${() => endSession(session.id)}>End<//>`}</li>`;

const Sessions = () => html`<section class="card" aria-labelledby="sessions"><h2 id="sessions">Where you are signed in</h2>
  <ul class="lines">${sessions.value.map((session) => html`<${SessionRow} key=${session.id} session=${session} />`)}</ul>
  ${sessions.value.length > 1 && html`<${Act} label="Sign out everywhere else" act=${endOthers}>Sign out everywhere else<//>`}</section>`;

function Password() {
  const least = security.value?.password_least ?? 15;
  const fields = [
    { id: "current", label: "Present password", type: "password", autocomplete: "current-password" },
    { id: "new", label: "New password", type: "password", autocomplete: "new-password", note: `At least ${least} characters. A few words that only you put together are good; a password manager is better.` },
  ];
  return html`<section class="card" aria-labelledby="password"><h2 id="password">Password</h2>
    <${Form} id="password-form" fields=${fields} button="Change the password" submit=${changePassword} /></section>`;
}

/** @param {{item: import("./store.js").Key}} props */
const KeyRow = ({ item }) => html`<li><div><b>${item.name}</b> <span class="tag">${item.role}</span>
    <span class="note">Made by ${item.created_by}, ${exact(item.created_at)}; ${item.used_at ? `last used ${exact(item.used_at)}` : "never used"}</span></div>
  <${Act} label=${`Delete the key ${item.name}`} act=${() => deleteKey(item.id)}>Delete<//></li>`;

function Keys() {
  const fields = [
    { id: "name", label: "Name", maxlength: 80, note: "What the key is for." },
    { id: "role", label: "Role", options: /** @type {[string, string][]} */ ([["agent", "Agent"], ["admin", "Admin"]]), note: "What programs may do with it." },
  ];
  return html`<section class="card" aria-labelledby="keys"><h2 id="keys">API keys of ${me.value?.space?.name}</h2>
    ${newKey.value && html`<div class="told"><h3>The new key</h3><p>It is shown this once. Whoever has it acts for the space.</p><${Keep} label="API key" text=${newKey.value} />
      <button type="button" onClick=${() => (newKey.value = "")}>I have kept it</button></div>`}
    ${keys.value.length ? html`<ul class="lines">${keys.value.map((item) => html`<${KeyRow} key=${item.id} item=${item} />`)}</ul>` : html`<p>There are none.</p>`}
    <${Form} id="key-form" fields=${fields} button="Make a key" submit=${createKey} /></section>`;
}

const Must = () => html`<p class="must" role="alert">${me.value?.space?.name} asks its members for two-step sign-in. Set it up to go on.</p>`;

/** The page. */
export const Page = () => html`<header class="bar"><a class="brand" href="./"><img src=${MARK} alt="" width="28" height="28" /> Live Chat</a>
    <span class="note"><bdi>${me.value?.person.email}</bdi></span><button type="button" onClick=${signOut}>Sign out</button></header>
  <main class="security"><h1>Security</h1>${me.value?.must_enrol && html`<${Must} />`}
    <p class="notice" role="status">${notice.value}</p>
    <${TwoStep} /><${Password} /><${Sessions} />${isAdmin.value && html`<${Keys} />`}</main>`;
