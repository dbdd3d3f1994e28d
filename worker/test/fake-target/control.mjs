import { MISBEHAVIOURS } from "./misbehaviours.mjs";

/** What `GET /t/<name>` and `POST /inbox/<name>` do, by name: a status after a delay, or one of the named ways. */
const controlled = new Map();

export const behaviourOf = (name) => {
  if (!controlled.has(name))
    controlled.set(name, { status: 200, delayMs: 0, mode: null, hits: 0, headers: {}, body: null });
  return controlled.get(name);
};

/** `PUT` sets `{ status, delayMs, mode, headers, body }`; what it leaves out is as at first. */
export async function serveControl(request, response, name) {
  const behaviour = behaviourOf(name);
  if (request.method === "PUT") {
    const wanted = await bodyOf(request);
    const problem = invalidBehaviour(wanted);
    if (problem) return response.writeHead(400).end(`${problem}\n`);
    Object.assign(
      behaviour,
      { status: 200, delayMs: 0, mode: null, headers: {}, body: null },
      wanted,
    );
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(behaviour));
}

export function controlledReply({ request, response, argument, query }) {
  const behaviour = behaviourOf(argument);
  behaviour.hits++;
  const [modeName, ...rest] = (behaviour.mode ?? "").split("/");
  if (modeName)
    return MISBEHAVIOURS[modeName]({ request, response, argument: rest.join("/"), query });
  const timer = setTimeout(
    () =>
      response
        .writeHead(behaviour.status, behaviour.headers)
        .end(behaviour.body ?? `${behaviour.status}\n`),
    behaviour.delayMs,
  );
  response.on("close", () => clearTimeout(timer));
}

function invalidBehaviour(wanted) {
  if (!wanted) return "expected a JSON object";
  const { status = 200, mode } = wanted;
  if (!(status >= 200 && status <= 599)) return "expected a status from 200 to 599";
  const modeName = mode?.split("/")[0];
  return modeName && !MISBEHAVIOURS[modeName] ? `no such way to behave: ${modeName}` : null;
}

async function bodyOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
