// @ts-check
/** Agents' details: one by one, or as a file (R3). */
import { Icon } from "../../platform/icons.js";
import { html } from "../../lib/view.js";
import { Invite } from "../../platform/invite-view.js";
import { check, invite, invited, name, people, stage, startOver, wrong } from "../store/file.js";
import { byFile, form } from "../store/space.js";

const EXAMPLE = "name,email,phone,role\nPriya Nair,priya@acme.test,+14155550122,agent";

/** @param {number} count */
const persons = (count) => (count === 1 ? "1 person" : `${count} people`);

/** @param {{lines: BadLine[]}} props */
const BadLines = ({ lines }) => html`<ul class="bad-lines">${lines.map(({ line, title }) => html`<li key=${line}>${line > 0 && html`<b>Line ${line}</b> `}<span>${title}</span></li>`)}</ul>`;

const Again = () => html`<button type="button" onClick=${startOver}>Choose another file</button>`;

const Wrong = () => html`<div class="found"><p class="caution" role="alert"><${Icon} name="alert" /><span><b>Nobody was invited.</b> Mend ${wrong.value.length === 1 ? "this" : `these ${wrong.value.length} lines`} in ${name.value} and choose it again.</span></p>
  <${BadLines} lines=${wrong.value} /><div class="ends"><${Again} /></div></div>`;

/** Who is in the file, in short. */
function summary() {
  const admins = people.value.filter(({ role }) => role === "admin").length;
  const agents = people.value.length - admins;
  return [agents && `${agents} ${agents === 1 ? "agent" : "agents"}`, admins && `${admins} ${admins === 1 ? "admin" : "admins"}`].filter(Boolean).join(" and ");
}

const Ready = () => html`<div class="found"><p class="fine" role="status"><${Icon} name="check" /><span><b>${name.value}</b> is in order: ${summary()}.</span></p>
  <ul class="names">${people.value.slice(0, 8).map((one) => html`<li key=${one.line}><bdi>${one.name}</bdi> <span class="note">${one.email}</span></li>`)}${people.value.length > 8 && html`<li class="note">and ${people.value.length - 8} more</li>`}</ul>
  <div class="ends"><${Again} /><button type="button" class="primary" disabled=${stage.value === "inviting"} onClick=${invite}><${Icon} name="send" />${stage.value === "inviting" ? "Sending…" : `Invite ${persons(people.value.length)}`}</button></div></div>`;

const Done = () => html`<div class="found" role="status">${invited.value > 0 && html`<p class="fine"><${Icon} name="check" /><span>${persons(invited.value)} ${invited.value === 1 ? "was" : "were"} invited and will get an e-mail.</span></p>`}
  ${wrong.value.length > 0 && html`<p class="caution"><${Icon} name="alert" /><span>What changed meanwhile kept ${persons(wrong.value.length)} out:</span></p><${BadLines} lines=${wrong.value} />`}<div class="ends"><${Again} /></div></div>`;

/** @param {any} event */
function choose(event) {
  const [file] = event.currentTarget.files;
  if (file) void check(file, form.value.seats.value?.left ?? 0);
}

const Chooser = () => html`<div class="chooser"><label for="file"><${Icon} name="file" /><b>${stage.value === "checking" ? "Checking…" : "Choose a CSV file"}</b></label>
  <input id="file" type="file" accept=".csv,text/csv" disabled=${stage.value === "checking"} aria-describedby="file-note" onChange=${choose} />
  <div class="note" id="file-note"><p>The first line names the columns. The role may be left out; it is agent then. The whole file is checked before anybody is invited.</p><pre>${EXAMPLE}</pre></div></div>`;

/** @type {Record<string, any>} */
const STAGES = { wrong: Wrong, ready: Ready, inviting: Ready, done: Done };

/** The panel. */
export const People = () => html`<section class="panel wide" aria-labelledby="people"><div class="panel-head"><h2 id="people">Invite agents and admins</h2>
  <div class="switch" role="group" aria-label="How"><button type="button" aria-pressed=${!byFile.value} onClick=${() => (byFile.value = false)}>One by one</button><button type="button" aria-pressed=${byFile.value} onClick=${() => (byFile.value = true)}>CSV file</button></div></div>
  ${byFile.value ? html`<${STAGES[stage.value] ?? Chooser} />` : html`<${Invite} form=${form.value} />`}</section>`;
