import { controlledReply } from "./control.mjs";

/** What each inbox was sent, by name. */
const inboxes = new Map();

/** Keeps what it is sent, then answers as `PUT /control/<name>` says. */
export async function serveInbox({ request, response, argument, query }) {
  const [name] = argument.split("/");
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, headers } = request;
  const bytes = Buffer.concat(chunks);
  const body = bytes.toString();
  // What is no text travels as base64.
  const base64 = Buffer.from(body).equals(bytes) ? undefined : bytes.toString("base64");
  storeRequest(name, { method, url, headers, body, base64 });
  return controlledReply({ request, response, argument: name, query });
}

export function storeRequest(name, one) {
  if (!inboxes.has(name)) inboxes.set(name, []);
  inboxes.get(name).push({ at: Date.now(), ...one });
}

export function listRequests(response, name) {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(inboxes.get(name) ?? []));
}
