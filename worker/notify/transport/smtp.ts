import type { DeliveryOutcome } from "../../domain/alerts/delivery";
import type { ProviderResponse, SmtpServer, SmtpMessage } from "../../ports/notifications";
import { classifyError } from "../../probe/engine/classify-error";
import { ConnectionResetError, closeSocket, type Outbound } from "../../probe/net/outbound";
import { outcomeOfFailure } from "./http";
import { abortable } from "../../probe/engine/timeout";

const TIMEOUT_MS = 20_000;
/** A reply is a few lines. */
const MAX_REPLY_LENGTH = 16_384;

/** The server said no. */
class SmtpError extends Error {
  constructor(readonly code: number) {
    super();
  }
}

/**
 * Hands in one mail: RFC 5321, 3207 and 4954. Kept packages for this open their connections by
 * themselves, past the guard, and spin for ever where a server hangs up.
 */
export async function submitMail(
  server: SmtpServer,
  mail: SmtpMessage,
  outbound: Outbound,
  timeoutMs = TIMEOUT_MS,
): Promise<ProviderResponse> {
  const endsAt = Date.now() + timeoutMs;
  const signal = AbortSignal.timeout(timeoutMs);
  let socket: Socket | undefined;
  try {
    const { hostname, port, security } = server;
    const transport = { tls: "on", starttls: "starttls", none: "off" } as const;
    socket = await outbound.connect({ hostname, port }, signal, transport[security]);
    let talk = new SmtpSession(socket, signal);
    await talk.readReply(2);
    let able = await talk.send("EHLO pharos.invalid", 2);
    if (security === "starttls") {
      if (!/STARTTLS/i.test(able)) return toProviderResponse("tls", null);
      await talk.send("STARTTLS", 2);
      talk.quit();
      socket = socket.startTls();
      talk = new SmtpSession(socket, signal);
      able = await talk.send("EHLO pharos.invalid", 2);
    }
    if (server.credentials) await logIn(talk, able, server.credentials);
    await talk.send(`MAIL FROM:<${mail.from}>`, 2);
    for (const to of mail.to) await talk.send(`RCPT TO:<${to}>`, 2);
    await talk.send("DATA", 3);
    await talk.send(`${mail.data.replace(/^\./gm, "..")}\r\n.`, 2);
    return toProviderResponse("delivered", 250);
  } catch (problem) {
    if (problem instanceof SmtpError)
      return toProviderResponse(outcomeOf(problem.code), problem.code);
    const failure = await classifyError(problem, outbound, endsAt - Date.now());
    return toProviderResponse(outcomeOfFailure(failure), null);
  } finally {
    closeSocket(socket);
  }
}

async function logIn(
  talk: SmtpSession,
  able: string,
  { username, password }: NonNullable<SmtpServer["credentials"]>,
): Promise<void> {
  if (/^250[ -]AUTH[ =](?=.*\bPLAIN\b)/im.test(able)) {
    await talk.send(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`, 2);
    return;
  }
  await talk.send("AUTH LOGIN", 3);
  await talk.send(base64(username), 3);
  await talk.send(base64(password), 2);
}

/** RFC 5321, 4.2: 4 is for now, 5 is for good; some of these mean who we are, or how much. */
function outcomeOf(code: number): DeliveryOutcome {
  if ([530, 534, 535, 538].includes(code)) return "unauthorized";
  if (code === 552) return "too-large";
  return code >= 500 ? "rejected" : "broken";
}

const toProviderResponse = (
  outcome: DeliveryOutcome,
  statusCode: number | null,
): ProviderResponse => ({
  outcome,
  statusCode,
  retryAfterMs: null,
  text: "",
});

/** One line goes out, one reply comes back. */
class SmtpSession {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #signal: AbortSignal;
  #rest = "";

  constructor(socket: Socket, signal: AbortSignal) {
    this.#reader = (socket.readable as ReadableStream<Uint8Array>).getReader();
    this.#writer = (socket.writable as WritableStream<Uint8Array>).getWriter();
    this.#signal = signal;
  }

  async send(line: string, expected: 2 | 3): Promise<string> {
    await abortable(this.#signal, this.#writer.write(new TextEncoder().encode(`${line}\r\n`)));
    return this.readReply(expected);
  }

  /** The reply, or its code as a refusal. The last line of one has a space behind its code. */
  async readReply(expected: 2 | 3): Promise<string> {
    for (;;) {
      const [reply] = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(this.#rest) ?? [];
      if (reply !== undefined) {
        this.#rest = this.#rest.slice(reply.length);
        const code = Number(/(\d{3})[^\n]*\n$/.exec(reply)![1]);
        if (Math.floor(code / 100) !== expected) throw new SmtpError(code);
        return reply;
      }
      if (this.#rest.length > MAX_REPLY_LENGTH)
        throw new ConnectionResetError(new Error("no reply of SMTP"));
      const { done, value } = await abortable(this.#signal, this.#reader.read());
      if (done) throw new ConnectionResetError(new Error("hung up"));
      this.#rest += new TextDecoder().decode(value);
    }
  }

  /** What was said before encryption counts for nothing after it. */
  quit(): void {
    this.#rest = "";
    this.#reader.releaseLock();
    this.#writer.releaseLock();
  }
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
