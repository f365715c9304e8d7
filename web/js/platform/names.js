// @ts-check
/** Carriers, their fields and countries as a person reads them; a new carrier needs nothing here. */

const ACRONYMS = /\b(?:api|arn|aws|id|iam|sid|url|waba)\b/giu;
const COUNTRIES = new Intl.DisplayNames(undefined, { type: "region", fallback: "code" });

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A carrier's name: Twilio, AWS. @param {string} carrier */
export const carrierName = (carrier) => (carrier.length > 3 ? capital(carrier) : carrier.toUpperCase());

/** A credential's name: Account SID, Auth token. @param {string} field */
export const fieldName = (field) => capital(field.replaceAll("_", " ")).replace(ACRONYMS, (word) => word.toUpperCase());

/** Is this credential one that nobody may look at over the shoulder? @param {string} field */
export const isSecret = (field) => /token|secret|password|key/u.test(field);

/** A country's name. @param {string} code two letters */
export const countryName = (code) => COUNTRIES.of(code) ?? code;
