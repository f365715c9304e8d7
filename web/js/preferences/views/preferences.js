// @ts-check
/** Preferences: Users and Senders, with the ways between them. */
import { Icon } from "../../platform/icons.js";
import { html, useEffect, useRef } from "../../lib/view.js";
import { Invite } from "../../platform/invite-view.js";
import { me } from "../../platform/person.js";
import { focusHeading, place } from "../../platform/route.js";
import { Card, Shell } from "../../platform/shell.js";
import * as invitations from "../store/invitations.js";
import { Members } from "./members.js";
import { Pending } from "./pending.js";
import { SenderList } from "./senders.js";

/** @type {Record<string, {title: string, lead: string, section: "users" | "senders", view: any}>} */
const VIEWS = {
  members: { title: "Active Members", lead: "Everybody who has registered in this space.", section: "users", view: Members },
  pending: { title: "Pending Members", lead: "People who were invited and have not registered yet. An agent's invitation holds a seat until it is accepted, revoked or expires.", section: "users", view: Pending },
  invite: { title: "Invite User", lead: "Each person gets an e-mail with a link to register.", section: "users", view: () => html`<${Invite} form=${invitations.form} pending="#/pending" />` },
  senders: { title: "Senders", lead: "The numbers that your end users write to. The support team sets them up; you say which are Live Chat's alone.", section: "senders", view: SenderList },
};

/** The view that the address names. */
export const current = () => VIEWS[place.value] ?? VIEWS.members;

/** @param {{name: string, title: string, count?: number | string}} props */
const Tab = ({ name, title, count }) => html`<a class="tab" href=${`#/${name}`} aria-current=${current() === VIEWS[name] ? "page" : null}>${title}${count ? html` <span class="count">${count}</span>` : null}</a>`;

const Inactive = () => !me.value?.space?.live_chat && html`<p class="inactive"><${Icon} name="info" /><span><b>Live Chat is not active for ${me.value?.space?.name} yet.</b> The support team activates it and sets the number of agent seats. Admins can be invited already.</span></p>`;

const Sections = () => html`<nav class="sections" aria-label="Preferences"><a href="#/members" aria-current=${current().section === "users" ? "true" : null}><${Icon} name="people" />Users</a>
  <a href="#/senders" aria-current=${current().section === "senders" ? "true" : null}><${Icon} name="phone" />Senders</a></nav>`;

function UserTabs() {
  if (current().section !== "users") return null;
  return html`<nav class="tabs-of-users" aria-label="Users"><${Tab} name="members" title="Active Members" />
    <${Tab} name="pending" title="Pending Members" count=${invitations.search.value ? 0 : invitations.total.value} /></nav>`;
}

/** The page. */
export function Preferences() {
  const { title, lead, view } = current();
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) focusHeading();
    first.current = false;
    void invitations.load();
  }, [title]);
  return html`<${Shell} name=${me.value?.space?.name ?? ""}><main class="page"><p class="trail">Preferences</p><${Sections} />
    <${Inactive} /><${UserTabs} />
    <div class="headline"><div><h1 id="title" tabindex="-1">${title}</h1><p class="lead">${lead}</p></div>
      ${current().section === "users" && current() !== VIEWS.invite && html`<a class="button primary" href="#/invite"><${Icon} name="plus" />Invite User</a>`}</div>
    <${view} /></main></${Shell}>`;
}

/** The platform refuses who is no admin (R8). */
export const Refused = () => html`<${Card} icon="person" title="Preferences are for admins">
  <p>${me.value?.space ? html`In <b>${me.value.space.name}</b> you answer conversations. An admin of your company can change that.` : "You are not an admin of any space."}</p>
  <a class="button primary" href="./">Go to Live Chat</a></${Card}>`;
