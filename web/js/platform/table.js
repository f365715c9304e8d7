// @ts-check
/** Tables that become cards on a narrow page; the roles are said, as browsers forget them where a table is laid out otherwise. */
import { Icon } from "./icons.js";
import { html } from "../lib/view.js";

/** @param {{column: Column<any>, sorted?: string, sort?: (order: string) => void}} props */
function Head({ column, sorted, sort }) {
  if (!column.order || !sort) return html`<th scope="col" role="columnheader"><span class=${column.title ? "" : "unseen"}>${column.title || "Actions"}</span></th>`;
  const isSorted = sorted === column.order;
  const direction = column.latestFirst ? "descending" : "ascending";
  return html`<th scope="col" role="columnheader" aria-sort=${isSorted ? direction : null}>
    <button type="button" class="order" onClick=${() => sort(column.order ?? "")}>${column.title}<${Icon} name="down" /></button></th>`;
}

/**
 * A table of things with an id.
 * @param {{label: string, columns: Column<any>[], rows: any[], sorted?: string, sort?: (order: string) => void}} props
 */
export const Table = ({ label, columns, rows, sorted, sort }) => html`<table role="table" aria-label=${label}>
  <thead role="rowgroup"><tr role="row">${columns.map((column) => html`<${Head} key=${column.name} column=${column} sorted=${sorted} sort=${sort} />`)}</tr></thead>
  <tbody role="rowgroup">${rows.map((row) => html`<tr role="row" key=${row.id}>${columns.map((column, index) => index === 0
    ? html`<th scope="row" role="rowheader" class=${column.name}>${column.cell(row)}</th>`
    : html`<td role="cell" class=${column.name} data-title=${column.title}>${column.cell(row)}</td>`)}</tr>`)}</tbody></table>`;

/** What stands where there are no rows. @param {{icon: string, title: string, children?: any}} props */
export const Nothing = ({ icon, title, children }) => html`<div class="empty"><span class="emblem"><${Icon} name=${icon} /></span><b>${title}</b>${children}</div>`;

/** Somebody's roles, as tags. @param {{roles: RoleName[]}} props */
export const Roles = ({ roles }) => html`<span class="tags">${roles.map((role) => html`<span key=${role} class=${`tag ${role}-role`}>${roleName(role)}</span>`)}</span>`;

/** A role's name. @param {RoleName} role */
export const roleName = (role) => (role === "admin" ? "Admin" : "Agent");
