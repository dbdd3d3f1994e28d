import { isExpectedStatus } from "../domain/expected-status";
import type { AssertionResult } from "../domain/assertion";
import type { Failure, Observation } from "../domain/observation";
import { wantedStatus } from "../domain/verdict";
import { needsText, testAssertions } from "./assertions";
import type { ProbeKind } from "./contract";
import { firstRequest } from "./request";
import { broken } from "./reading";
import { messageStep } from "./seen";
import { isAbort, within } from "./within";

/** Of a message, in characters. */
const MAX_MESSAGE = 1_048_576;
/** RFC 6455, 7.4.1: nothing said goodbye. */
const ABNORMAL = 1006;
const GOODBYE_MS = 500;

/** Shakes hands; where something is said, or wanted, waits for the first message. */
export const probeWebSocket: ProbeKind = async (task, look) => {
  const { assertions, body } = task;
  const { url, headers } = firstRequest({ ...task, body: null });
  const connection = new AbortController();
  const response = await look.outbound.fetch(url.replace(/^ws/i, "http"), {
    headers: { ...headers, upgrade: "websocket" },
    signal: AbortSignal.any([look.signal, connection.signal]),
  });
  const { status, webSocket } = response;
  const responseTime = look.spentMs();
  const wanted = wantedStatus(task);
  const ok = isExpectedStatus(wanted, status) && webSocket !== null;
  look.note({ name: "answered", ok, expected: wanted.join(", "), seen: String(status) });
  const answered = (results: AssertionResult[], ms: number): Observation => ({
    outcome: "answered",
    statusCode: status,
    responseTime: ms,
    assertions: results,
  });
  if (!webSocket) {
    await response.body?.cancel();
    return answered(testAssertions(assertions, { responseTime }), responseTime);
  }
  const first = firstMessage(webSocket);
  try {
    begin(webSocket, body);
    const isAwaited = body !== null || needsText(assertions);
    if (!isAwaited) return answered(testAssertions(assertions, { responseTime }), responseTime);
    const heard = await within(look.signal, first).catch(silence);
    const heardMs = look.spentMs();
    look.note(messageStep(typeof heard === "string" ? heard : ""));
    if (typeof heard !== "string") {
      return { outcome: "failed", failure: heard.failure, responseTime: heardMs };
    }
    return answered(testAssertions(assertions, { responseTime: heardMs, text: heard }), heardMs);
  } finally {
    close(webSocket);
    // One that does not say goodbye would go on until the time of the look is over.
    setTimeout(() => connection.abort(), GOODBYE_MS);
  }
};

function begin(socket: WebSocket, body: string | null): void {
  try {
    socket.accept();
    if (body !== null) socket.send(body);
  } catch (problem) {
    broken(problem);
  }
}

type Silence = { failure: Failure };

/** Never rejects: a socket that breaks has brought no message. */
const firstMessage = (socket: WebSocket): Promise<string | Silence> =>
  new Promise((resolve) => {
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => resolve(textOf(data)));
    socket.addEventListener("error", () => resolve({ failure: "connection-lost" }));
    socket.addEventListener("close", ({ code }) =>
      resolve({ failure: code === ABNORMAL ? "connection-lost" : "no-message" }),
    );
  });

const textOf = (data: unknown): string =>
  (data instanceof ArrayBuffer ? new TextDecoder().decode(data) : String(data)).slice(
    0,
    MAX_MESSAGE,
  );

function silence(problem: unknown): Silence {
  if (isAbort(problem)) return { failure: "no-message" };
  throw problem;
}

function close(socket: WebSocket): void {
  try {
    socket.close(1000);
  } catch {
    // The other side was faster.
    return;
  }
}
