// @ts-check
/** Who is signed in on the platform's pages, where they belong, and the way to the API that notices when that ends. */
import { me } from "../console/store/session.js";
import { ApiError, call } from "../lib/api.js";

export { isAdmin, me, signOut } from "../console/store/session.js";

/** Go to the sign-in page and come back to what is open now. */
function leaveForSignIn() {
  sessionStorage.setItem("livechat.return", location.pathname.split("/").pop() + location.hash);
  location.replace("sign-in.html");
}

/** Ask the API as the signed-in person. @type {typeof call} */
export async function ask(method, path, body) {
  try {
    return await call(method, path, body);
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 401) leaveForSignIn();
    throw problem;
  }
}

/** Learn who is signed in. */
export async function loadMe() {
  me.value = await ask("GET", "/me");
  if (me.peek()?.must_enrol) location.replace("security.html");
}
