import { isExpectedStatus } from "../../domain/checks/expected-status";
import type { AssertionResult } from "../../domain/checks/assertion";
import type { Failure, Observation } from "../../domain/checks/observation";
import { expectedStatusCodes } from "../../domain/checks/verdict";
import { needsBody, testAssertions } from "../engine/assertions";
import type { Probe } from "../engine/types";
import { firstRequest } from "./http-request";
import { throwConnectionReset } from "../net/read-stream";
import { messageStep } from "../engine/format-actual";
import { isAbortError, abortable } from "../engine/timeout";

/** Of a message, in characters. */
const MAX_MESSAGE_LENGTH = 1_048_576;
/** RFC 6455, 7.4.1: nothing said goodbye. */
const ABNORMAL_CLOSURE = 1006;
const CLOSE_TIMEOUT_MS = 500;

/** Shakes hands; where something is said, or wanted, waits for the first message. */
export const probeWebSocket: Probe = async (task, context) => {
  const { assertions, body } = task;
  const { url, headers } = firstRequest({ ...task, body: null });
  const connection = new AbortController();
  const response = await context.outbound.fetch(url.replace(/^ws/i, "http"), {
    headers: { ...headers, upgrade: "websocket" },
    signal: AbortSignal.any([context.signal, connection.signal]),
  });
  const { status, webSocket } = response;
  const responseTime = context.elapsedMs();
  const expectedStatus = expectedStatusCodes(task);
  const ok = isExpectedStatus(expectedStatus, status) && webSocket !== null;
  context.recordStep({
    name: "answered",
    ok,
    expected: expectedStatus.join(", "),
    actual: String(status),
  });
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
    sendBody(webSocket, body);
    const isAwaited = body !== null || needsBody(assertions);
    if (!isAwaited) return answered(testAssertions(assertions, { responseTime }), responseTime);
    const message = await abortable(context.signal, first).catch(toNoMessage);
    const messageMs = context.elapsedMs();
    context.recordStep(messageStep(typeof message === "string" ? message : ""));
    if (typeof message !== "string") {
      return { outcome: "failed", failure: message.failure, responseTime: messageMs };
    }
    return answered(
      testAssertions(assertions, { responseTime: messageMs, text: message }),
      messageMs,
    );
  } finally {
    close(webSocket);
    // One that does not say goodbye would go on until the time of the look is over.
    setTimeout(() => connection.abort(), CLOSE_TIMEOUT_MS);
  }
};

function sendBody(socket: WebSocket, body: string | null): void {
  try {
    socket.accept();
    if (body !== null) socket.send(body);
  } catch (problem) {
    throwConnectionReset(problem);
  }
}

type NoMessage = { failure: Failure };

/** Never rejects: a socket that breaks has brought no message. */
const firstMessage = (socket: WebSocket): Promise<string | NoMessage> =>
  new Promise((resolve) => {
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => resolve(textOf(data)));
    socket.addEventListener("error", () => resolve({ failure: "connection-lost" }));
    socket.addEventListener("close", ({ code }) =>
      resolve({ failure: code === ABNORMAL_CLOSURE ? "connection-lost" : "no-message" }),
    );
  });

const textOf = (data: unknown): string =>
  (data instanceof ArrayBuffer ? new TextDecoder().decode(data) : String(data)).slice(
    0,
    MAX_MESSAGE_LENGTH,
  );

function toNoMessage(problem: unknown): NoMessage {
  if (isAbortError(problem)) return { failure: "no-message" };
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
