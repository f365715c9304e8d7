// @ts-check
/** The icons of all pages, and those that the console does without. */
import { Icon as Common } from "../lib/icons.js";
import { html } from "../lib/view.js";

/** @type {Record<string, string>} */
const PATHS = {
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6",
  key: "M4 15.5a4 4 0 1 0 8 0 4 4 0 1 0-8 0M10.8 12.6 19 4.5M15.5 8l3 3",
  people: "M5.5 9a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0M2.5 19.5c.5-3.6 3-5.2 6.5-5.2s6 1.6 6.5 5.2M15.5 5.8a3.4 3.4 0 0 1 0 6.4M17.5 14.8c2.3.6 3.7 2.1 4 4.7",
  phone: "M8 3h8v18H8zM11 18h2",
  plus: "M12 5v14M5 12h14",
};

/** A decorative icon; say the meaning in text beside it. @param {{name: string}} props */
export const Icon = ({ name }) => html`<${Common} name=${name} path=${PATHS[name]} />`;
