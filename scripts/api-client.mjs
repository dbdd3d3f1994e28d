import { setTimeout } from "node:timers/promises";
import { CliError } from "./cli-error.mjs";

/**
 * The HTTP API of an instance, as its owner. Throws what the API says when it refuses, but for being
 * asked too much in a minute: then it waits.
 */
export function apiClient({ url, token }) {
  return async function send(method, path, body) {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { "content-type": "application/json" }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    const retryAfter = Number(response.headers.get("retry-after"));
    if (response.status === 429 && retryAfter > 0) {
      await setTimeout(retryAfter * 1_000);
      return send(method, path, body);
    }
    if (!response.ok) throw new CliError(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
}
