import { hasInputForAll, needsBody, testAssertions } from "../engine/assertions";
import { parseAddress } from "../net/parse-address";
import type { Probe } from "../engine/types";
import { messageStep } from "../engine/format-actual";
import { closeSocket } from "../net/outbound";
import { throwConnectionReset, readText } from "../net/read-stream";
import { isAbortError, abortable } from "../engine/timeout";

const MAX_ANSWER_BYTES = 65_536;

/** Connects; says what there is to say; listens where an assertion wants to hear something. */
export const probeTcp: Probe = async ({ url, body, assertions }, look) => {
  const { hostname, port } = parseAddress(url) ?? { hostname: "", port: null };
  const socket = await look.outbound.connect({ hostname, port: port ?? 0 }, look.signal);
  try {
    const connectedMs = look.elapsedMs();
    look.recordStep({ name: "connected", ok: true, expected: null, actual: null });
    if (body !== null) await send(socket, body, look.signal);
    const heard = needsBody(assertions) ? await listen() : { text: "", responseTime: connectedMs };
    const { text, responseTime } = heard;
    if (needsBody(assertions)) look.recordStep(messageStep(text));
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
    const heard = { text: "", responseTime: look.elapsedMs() };
    const holdsAll = hasInputForAll(assertions);
    const isEnough = (text: string) => {
      if (heard.text === "") heard.responseTime = look.elapsedMs();
      heard.text = text;
      return holdsAll(text);
    };
    try {
      const bounds = { maxBytes: MAX_ANSWER_BYTES, signal: look.signal, isEnough };
      heard.text = await readText(socket.readable, bounds);
    } catch (problem) {
      if (heard.text === "" && !isAbortError(problem)) throw problem;
    }
    return heard;
  }
};

async function send(socket: Socket, text: string, signal: AbortSignal): Promise<void> {
  const writer = socket.writable.getWriter();
  writer.closed.catch(() => undefined);
  await abortable(signal, writer.write(new TextEncoder().encode(text))).catch(throwConnectionReset);
  writer.releaseLock();
}
