// @ts-check
/** Which page a person belongs to. */

/** The page to start at: the support team's, the platform's for admins, else Live Chat. @param {Me} me */
export function homeOf({ person, space, must_enrol }) {
  if (must_enrol) return "security.html";
  if (!space) return person.support ? "support.html" : "./";
  const answers = space.roles.includes("agent") && space.live_chat;
  return answers || !space.roles.includes("admin") ? "./" : "preferences.html";
}

/**
 * Where to go after signing in.
 * @param {Me} me
 * @param {string | null} before the place that sent the person to sign in, "" for the console, null for none
 */
export function placeAfter(me, before) {
  const isKnown = !me.must_enrol && (before || (before === "" && me.space));
  return isKnown ? `./${before}` : homeOf(me);
}
