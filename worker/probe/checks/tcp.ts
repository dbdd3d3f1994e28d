import { hasInputForAll, needsBody, testAssertions } from "../engine/assertions";
import { parseAddress } from "../net/parse-address";
import type { Probe } from "../engine/types";
import { messageStep } from "../engine/format-actual";
import { closeSocket } from "../net/outbound";
import { throwConnectionReset, readText } from "../net/read-stream";
import { isAbortError, abortable } from "../engine/timeout";

const MAX_ANSWER_BYTES = 65_536;

/** Connects; says what there is to say; listens where an assertion wants to hear something. */
export const probeTcp: Probe = async ({ url, body, assertions }, context) => {
  const { hostname, port } = parseAddress(url) ?? { hostname: "", port: null };
  const socket = await context.outbound.connect({ hostname, port: port ?? 0 }, context.signal);
  try {
    const connectedMs = context.elapsedMs();
    context.recordStep({ name: "connected", ok: true, expected: null, actual: null });
    if (body !== null) await send(socket, body, context.signal);
    const received = needsBody(assertions)
      ? await listen()
      : { text: "", responseTime: connectedMs };
    const { text, responseTime } = received;
    if (needsBody(assertions)) context.recordStep(messageStep(text));
    if (needsBody(assertions) && text === "") {
      return { outcome: "failed", failure: "no-message", responseTime };
    }
    const results = testAssertions(assertions, { text, responseTime });
    return { outcome: "answered", statusCode: null, responseTime, assertions: results };
  } finally {
    closeSocket(socket);
  }

  /** Until all that is wanted was heard; the time being over ends it as well. */
  async function listen() {
    const received = { text: "", responseTime: context.elapsedMs() };
    const holdsAll = hasInputForAll(assertions);
    const isEnough = (text: string) => {
      if (received.text === "") received.responseTime = context.elapsedMs();
      received.text = text;
      return holdsAll(text);
    };
    try {
      const bounds = { maxBytes: MAX_ANSWER_BYTES, signal: context.signal, isEnough };
      received.text = await readText(socket.readable, bounds);
    } catch (problem) {
      if (received.text === "" && !isAbortError(problem)) throw problem;
    }
    return received;
  }
};

async function send(socket: Socket, text: string, signal: AbortSignal): Promise<void> {
  const writer = socket.writable.getWriter();
  writer.closed.catch(() => undefined);
  await abortable(signal, writer.write(new TextEncoder().encode(text))).catch(throwConnectionReset);
  writer.releaseLock();
}
