// @ts-check
/** Channel types of a space (R9), and the country of its phone numbers. */
import { channelName } from "../../lib/format.js";
import { html } from "../../lib/view.js";
import { countryName } from "../../platform/names.js";
import { setChannels, setCountry } from "../store/space.js";
import { countries } from "../store/spaces.js";
import { Check, Form, Select } from "./form.js";

/** @type {Channel[]} */
const CHANNELS = ["sms", "whatsapp"];

/** The panel of channel types. @param {{space: Space}} props */
export const Channels = ({ space }) => html`<section class="panel" aria-labelledby="channels"><h2 id="channels">Channel types</h2><p class="note">For the whole space; they serve all its campaigns.</p>
  <${Form} key=${space.channels.join()} act=${(/** @type {FormData} */ data) => setChannels(/** @type {Channel[]} */ (data.getAll("channels")))} button="Save" plain>
    <fieldset class="checks"><legend class="unseen">Channel types</legend>${CHANNELS.map((channel) => html`<${Check} key=${channel} name="channels" value=${channel} label=${channelName(channel)} checked=${space.channels.includes(channel)} />`)}</fieldset></${Form}></section>`;

/** A country to choose, or none. @param {{value: string}} props */
export const CountryField = ({ value }) => html`<${Select} name="country" label="Country" value=${value} note="Phone numbers without a country code are taken to be of this country."
  choices=${[["", "None"], ...countries.value.map((code) => [code, countryName(code)]).toSorted(([, one], [, other]) => one.localeCompare(other))]} />`;

/** The panel of the country. @param {{space: Space}} props */
export const Country = ({ space }) => html`<section class="panel" aria-labelledby="country"><h2 id="country">Phone numbers</h2>
  <${Form} key=${`${space.country}-${countries.value.length}`} act=${(/** @type {FormData} */ data) => setCountry(String(data.get("country")) || null)} button="Save" plain><${CountryField} value=${space.country ?? ""} /></${Form}></section>`;
