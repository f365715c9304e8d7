// @ts-check
/** What is shown to who has no conversations here. */
import { Icon } from "../../lib/icons.js";
import { html } from "../../lib/view.js";
import { leave } from "../store/actions.js";
import { isAdmin, me } from "../store/session.js";

/** @param {{icon: string, title: string, children: any}} props */
const Card = ({ icon, title, children }) => html`<main class="elsewhere"><div class="card">
  <span class="emblem"><${Icon} name=${icon} /></span><h1>${title}</h1>${children}
  ${me.value && html`<p class="signed">Signed in as <bdi>${me.value.person.email}</bdi></p><button type="button" onClick=${leave}>Sign out</button>`}
</div></main>`;

const Support = () => html`<${Card} icon="person" title="Support team">
  <p>You belong to no space, so there are no conversations here. Spaces, senders, seats and first invitations have a page of their own.</p>
  <a class="button" href="support.html">Go to the spaces</a></${Card}>`;

/** @param {{space: string}} props */
const NotActive = ({ space }) => html`<${Card} icon="chat" title="Live Chat is not active yet">
  <p>Live Chat has not been activated for <b>${space}</b>. The platform's support team activates it and then sends the address to the admins.</p>
  ${isAdmin() && html`<a class="button" href="preferences.html">Preferences</a>`}</${Card}>`;

const NoSpace = () => html`<${Card} icon="question" title="No space">
  <p>You are not a member of any space at the moment. Ask an admin of your company for an invitation.</p></${Card}>`;

/** Says clearly why there are no conversations for this person. */
export function Elsewhere() {
  const { person, space } = /** @type {Me} */ (me.value);
  if (space) return html`<${NotActive} space=${space.name} />`;
  return person.support ? html`<${Support} />` : html`<${NoSpace} />`;
}

/** Shown when the page came but the server does not answer. */
export const Unreachable = () => html`<${Card} icon="cloud" title="Live Chat cannot be reached">
  <p>Check your connection. What you wrote is kept.</p><button type="button" class="primary" onClick=${() => location.reload()}>Try again</button></${Card}>`;
