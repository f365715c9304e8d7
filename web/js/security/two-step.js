// @ts-check
/** Two-step sign-in: off, offered, just turned on, on. */
import { html } from "../lib/view.js";
import { Act, Form, Keep } from "./form.js";
import { confirmTwoStep, isAdmin, offer, recovery, requireTwoStep, security, startTwoStep, stopTwoStep } from "./store.js";

const PASSWORD = { id: "password", label: "Your password", type: "password", autocomplete: "current-password" };
const CODE = { id: "code", label: "Code", autocomplete: "one-time-code", maxlength: 40, note: "The six digits that the app shows now." };
const ANY_CODE = { ...CODE, note: "The six digits of your authenticator app, or a recovery code." };

const Off = () => html`<p>With an authenticator app, a password that somebody got hold of is not enough to sign in. Enter your password to begin.</p>
  <${Form} id="two-step-start" fields=${[PASSWORD]} button="Set up two-step sign-in" submit=${startTwoStep} />`;

/** @param {{found: import("./store.js").Offer}} props */
const Offered = ({ found }) => html`<ol class="steps">
  <li><p>Scan this with an authenticator app, or type in the secret.</p>
    <svg class="qr" viewBox=${`0 0 ${found.qr.size} ${found.qr.size}`} role="img" aria-label="QR code with the secret below"><path d=${found.qr.path} /></svg>
    <${Keep} label="Secret" text=${found.secret.replace(/(.{4})(?=.)/g, "$1 ")} /></li>
  <li><p>Enter the code that the app shows for Live Chat.</p>
    <${Form} id="two-step-confirm" fields=${[CODE]} button="Turn on" submit=${confirmTwoStep} /></li></ol>`;

const Codes = () => html`<div class="told"><h3 id="codes-title">Your recovery codes</h3>
  <p>Each signs you in once when the app is not at hand. They are shown this once: keep them where you keep other secrets.</p>
  <${Keep} label="Recovery codes" text=${recovery.value.join("\n")} />
  <button type="button" onClick=${() => (recovery.value = [])}>I have kept them</button></div>`;

const On = () => html`<p>On. ${security.value?.recovery_codes} recovery codes are left.</p>
  <details><summary>Turn off, or set up anew with another app</summary>
    <${Form} id="two-step-stop" fields=${[PASSWORD, ANY_CODE]} button="Turn off" submit=${stopTwoStep} /></details>`;

function Rule() {
  const required = security.value?.totp_required ?? false;
  return html`<h3>For the whole space</h3><p>${required ? "Every member must sign in in two steps." : "Members may sign in with a password alone."}</p>
    <${Act} label=${required ? "Let members sign in with a password alone" : "Ask every member for two-step sign-in"} act=${() => requireTwoStep(!required)}>${required ? "Let a password do" : "Ask every member for it"}<//>`;
}

/** The section. */
export function TwoStep() {
  const part = offer.value ? html`<${Offered} found=${offer.value} />` : security.value?.totp ? html`<${On} />` : html`<${Off} />`;
  return html`<section class="card" aria-labelledby="two-step"><h2 id="two-step">Two-step sign-in</h2>
    ${recovery.value.length > 0 && html`<${Codes} />`}${part}${isAdmin.value && html`<${Rule} />`}</section>`;
}
