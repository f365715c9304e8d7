// @ts-check
/** The support team's page: all spaces, or one. */
import { html, useEffect, useRef } from "../../lib/view.js";
import { homeOf } from "../../lib/places.js";
import { me } from "../../platform/person.js";
import { focusHeading, place } from "../../platform/route.js";
import { Card, Shell } from "../../platform/shell.js";
import { space } from "../store/space.js";
import { Spoken } from "./copy.js";
import { SpaceView } from "./space.js";
import { Spaces } from "./spaces.js";

/** The id in the address, "" on the list. */
const spaceId = () => /^space\/([\w-]+)$/u.exec(place.value)?.[1] ?? "";

/** What the tab is called. */
export const title = () => (spaceId() ? (space.value?.name ?? "Space") : "Spaces");

/** The page. */
export function Support() {
  const id = spaceId();
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) focusHeading();
    first.current = false;
  }, [id]);
  return html`<${Shell} name="Support team"><main class="page">${id ? html`<${SpaceView} id=${id} />` : html`<${Spaces} />`}</main><${Spoken} /></${Shell}>`;
}

/** Nobody else has business here (R1). */
export const Refused = () => html`<${Card} icon="person" title="For the support team"><p>Only the platform's support team can use this page.</p>
  <a class="button primary" href=${homeOf(/** @type {Me} */ (me.value))}>Go on</a></${Card}>`;
