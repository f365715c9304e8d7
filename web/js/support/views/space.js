// @ts-check
/** One space. */
import { Icon } from "../../platform/icons.js";
import { html, useEffect } from "../../lib/view.js";
import { startOver } from "../store/file.js";
import { loadCarriers, opened } from "../store/carriers.js";
import * as store from "../store/space.js";
import { loadCountries } from "../store/spaces.js";
import { Access, Activation } from "./activation.js";
import { People } from "./people.js";
import { AccountPanel } from "./accounts.js";
import { Channels, Country } from "./channels.js";
import { SenderPanel } from "./senders.js";
import { Active } from "./spaces.js";

const Back = () => html`<a class="back" href="#/"><${Icon} name="back" />Spaces</a>`;

/** @param {{space: Space}} props */
const Panels = ({ space }) => html`<div class="panels"><div class="stack"><${Activation} space=${space} /><${Country} space=${space} /></div>
  <div class="stack"><${Channels} space=${space} />${space.live_chat && html`<${Access} space=${space} />`}</div>
  <${AccountPanel} space=${space} /><${SenderPanel} space=${space} /><${People} /></div>`;

/** The heading is there from the start, so that it keeps the focus. @param {{id: string}} props */
export function SpaceView({ id }) {
  useEffect(() => {
    startOver();
    opened.value = "";
    void store.open(id);
    void loadCarriers();
    void loadCountries();
  }, [id]);
  const [space, problem] = [store.space.value, store.problem.value];
  return html`<${Back} /><div class="headline"><div><h1 id="title" tabindex="-1"><bdi>${space?.name ?? "Space"}</bdi></h1>
      <p class="lead">${space && html`<${Active} on=${space.live_chat} />`} <code>${id}</code></p></div></div>
    <p class="problem" role="alert">${problem}</p>
    ${space ? html`<${Panels} space=${space} />` : !problem && html`<p class="empty">Loading…</p>`}`;
}
