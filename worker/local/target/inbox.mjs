import { controlledReply } from "./control.mjs";

/** What each inbox was sent, by name. */
const inboxes = new Map();

/** Keeps what it is sent, then answers as `PUT /control/<name>` says. */
export async function inbox({ request, response, argument, query }) {
  const [name] = argument.split("/");
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, headers } = request;
  const body = Buffer.concat(chunks);
  const one = { at: Date.now(), method, url, headers, body: body.toString() };
  // What is no text travels as base64.
  if (!Buffer.from(one.body).equals(body)) one.base64 = body.toString("base64");
  if (!inboxes.has(name)) inboxes.set(name, []);
  inboxes.get(name).push(one);
  return controlledReply({ request, response, argument: name, query });
}

export function received(response, name) {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(inboxes.get(name) ?? []));
}
