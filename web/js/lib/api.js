// @ts-check
/** The HTTP API: JSON in, JSON out, problems as one kind of error. */

/** A refusal of the API, or `code` "unreachable" with status 0 when no answer came. */
export class ApiError extends Error {
  /** @param {number} status @param {{code?: string, title?: string, field?: string}} problem @param {number} retryAfter seconds, 0 for none */
  constructor(status, problem, retryAfter = 0) {
    super(problem.title ?? "Something went wrong on our side. Please try again.");
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.field = problem.field;
    this.retryAfter = retryAfter;
  }
}

const UNREACHABLE = { code: "unreachable", title: "Live Chat cannot be reached. Check your connection and try again." };

/**
 * Ask the API; throws ApiError.
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method @param {string} path below /api @param {object} [body]
 * @returns {Promise<any>} the answer's JSON, null when it has none
 */
export async function call(method, path, body) {
  const response = await fetch(`/api${path}`, {
    method,
    headers: body ? { "content-type": "application/json", accept: "application/json" } : { accept: "application/json" },
    body: body && JSON.stringify(body),
    cache: "no-store",
  }).catch(() => {
    throw new ApiError(0, UNREACHABLE);
  });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new ApiError(response.status, answer ?? {}, Number(response.headers.get("retry-after")) || 0);
}
