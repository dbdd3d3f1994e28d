import { isEnoughForAll, needsText, testAssertions } from "./assertions";
import { readAddress } from "./parsed-address";
import type { ProbeKind } from "./contract";
import { messageStep } from "./seen";
import { hangUp } from "./outbound";
import { broken, readText } from "./reading";
import { isAbort, within } from "./within";

const MAX_ANSWER = 65_536;

/** Connects; says what there is to say; listens where an assertion wants to hear something. */
export const probeTcp: ProbeKind = async ({ url, body, assertions }, look) => {
  const { hostname, port } = readAddress(url) ?? { hostname: "", port: null };
  const socket = await look.outbound.connect({ hostname, port: port ?? 0 }, look.signal);
  try {
    const connectedMs = look.spentMs();
    look.note({ name: "connected", ok: true, expected: null, seen: null });
    if (body !== null) await send(socket, body, look.signal);
    const heard = needsText(assertions) ? await listen() : { text: "", responseTime: connectedMs };
    const { text, responseTime } = heard;
    if (needsText(assertions)) look.note(messageStep(text));
    if (needsText(assertions) && text === "") {
      return { outcome: "failed", failure: "no-message", responseTime };
    }
    const results = testAssertions(assertions, { text, responseTime });
    return { outcome: "answered", statusCode: null, responseTime, assertions: results };
  } finally {
    hangUp(socket);
  }

  /** Until all that is wanted was heard; the time being over ends it as well. */
  async function listen() {
    const heard = { text: "", responseTime: look.spentMs() };
    const holdsAll = isEnoughForAll(assertions);
    const isEnough = (text: string) => {
      if (heard.text === "") heard.responseTime = look.spentMs();
      heard.text = text;
      return holdsAll(text);
    };
    try {
      const bounds = { max: MAX_ANSWER, signal: look.signal, isEnough };
      heard.text = await readText(socket.readable, bounds);
    } catch (problem) {
      if (heard.text === "" && !isAbort(problem)) throw problem;
    }
    return heard;
  }
};

async function send(socket: Socket, text: string, signal: AbortSignal): Promise<void> {
  const writer = socket.writable.getWriter();
  writer.closed.catch(() => undefined);
  await within(signal, writer.write(new TextEncoder().encode(text))).catch(broken);
  writer.releaseLock();
}
