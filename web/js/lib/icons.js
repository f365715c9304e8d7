// @ts-check
/** Icons as outlines on a 24-unit grid, in code so that they show while offline too. */
import { html } from "./view.js";

/** @type {Record<string, string>} */
const PATHS = {
  alert: "M12 4 2.5 20h19zM12 10v4.5M12 17.2v.3",
  back: "m14.5 5-7 7 7 7",
  chat: "M4 5.5h16v11H10.5L6 20v-3.5H4z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  checks: "m2 12.5 4.5 4.5L15 8M11.5 16l1 1L22 7.5",
  clock: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M12 7v5.2l3.3 2",
  cloud: "M7 18.5a4.5 4.5 0 0 1-.6-9 6 6 0 0 1 11.4 1.6 3.8 3.8 0 0 1-.4 7.4M3 4l18 17",
  close: "m6 6 12 12M18 6 6 18",
  down: "M12 5v14m-6-6 6 6 6-6",
  hand: "M12 4v9m-4-4 4 4 4-4M5 15v4.5h14V15",
  info: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M12 11v5.5M12 7.6v.3",
  inbox: "M4 13.5 6.5 5h11L20 13.5V19H4zM4 13.5h5a3 3 0 0 0 6 0h5",
  person: "M8 8.5a4 4 0 1 0 8 0 4 4 0 1 0-8 0M4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
  question: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M9.5 9.7a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.8M12 16.6v.3",
  search: "M4 10.5a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0m11.2 4.7L20 20",
  send: "M4 12 3.5 4.5 21 12 3.5 19.5zM4 12h8",
  sms: "M4 5h16v11.5H9.5L5.5 20v-3.5H4zM8.3 10.8h.4M11.8 10.8h.4M15.3 10.8h.4",
  whatsapp: "M4 20.2l1.3-4.2a8.2 8.2 0 1 1 3 2.9zM9 8.8c0 3.8 2.4 6.2 6.2 6.2",
};

/** A decorative icon; say the meaning in text beside it. @param {{name: string, path?: string}} props */
export const Icon = ({ name, path = PATHS[name] }) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;
