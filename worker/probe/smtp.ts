import type { Outcome } from "../domain/delivery";
import type { Answer, MailServer, Submission } from "../ports/notifying";
import { failureOf } from "./failure";
import { ConnectionBroken, hangUp, type Outbound } from "./outbound";
import { outcomeOfFailure } from "./sending";
import { within } from "./within";

const TIMEOUT_MS = 20_000;
/** A reply is a few lines. */
const MAX_REPLY = 16_384;

/** The server said no. */
class Refused extends Error {
  constructor(readonly code: number) {
    super();
  }
}

/**
 * Hands in one mail: RFC 5321, 3207 and 4954. Kept packages for this open their connections by
 * themselves, past the guard, and spin for ever where a server hangs up.
 */
export async function submitMail(
  server: MailServer,
  mail: Submission,
  outbound: Outbound,
  timeoutMs = TIMEOUT_MS,
): Promise<Answer> {
  const endsAt = Date.now() + timeoutMs;
  const signal = AbortSignal.timeout(timeoutMs);
  let socket: Socket | undefined;
  try {
    const { hostname, port, security } = server;
    const transport = { tls: "on", starttls: "starttls", none: "off" } as const;
    socket = await outbound.connect({ hostname, port }, signal, transport[security]);
    let talk = new Talk(socket, signal);
    await talk.hear(2);
    let able = await talk.say("EHLO pharos.invalid", 2);
    if (security === "starttls") {
      if (!/STARTTLS/i.test(able)) return said("tls", null);
      await talk.say("STARTTLS", 2);
      talk.leave();
      socket = socket.startTls();
      talk = new Talk(socket, signal);
      able = await talk.say("EHLO pharos.invalid", 2);
    }
    if (server.credentials) await logIn(talk, able, server.credentials);
    await talk.say(`MAIL FROM:<${mail.from}>`, 2);
    for (const to of mail.to) await talk.say(`RCPT TO:<${to}>`, 2);
    await talk.say("DATA", 3);
    await talk.say(`${mail.data.replace(/^\./gm, "..")}\r\n.`, 2);
    return said("delivered", 250);
  } catch (problem) {
    if (problem instanceof Refused) return said(outcomeOf(problem.code), problem.code);
    const failure = await failureOf(problem, outbound, endsAt - Date.now());
    return said(outcomeOfFailure(failure), null);
  } finally {
    hangUp(socket);
  }
}

async function logIn(
  talk: Talk,
  able: string,
  { username, password }: NonNullable<MailServer["credentials"]>,
): Promise<void> {
  if (/^250[ -]AUTH[ =](?=.*\bPLAIN\b)/im.test(able)) {
    await talk.say(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`, 2);
    return;
  }
  await talk.say("AUTH LOGIN", 3);
  await talk.say(base64(username), 3);
  await talk.say(base64(password), 2);
}

/** RFC 5321, 4.2: 4 is for now, 5 is for good; some of these mean who we are, or how much. */
function outcomeOf(code: number): Outcome {
  if ([530, 534, 535, 538].includes(code)) return "unauthorized";
  if (code === 552) return "too-large";
  return code >= 500 ? "rejected" : "broken";
}

const said = (outcome: Outcome, statusCode: number | null): Answer => ({
  outcome,
  statusCode,
  retryAfterMs: null,
  text: "",
});

/** One line goes out, one reply comes back. */
class Talk {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #signal: AbortSignal;
  #rest = "";

  constructor(socket: Socket, signal: AbortSignal) {
    this.#reader = (socket.readable as ReadableStream<Uint8Array>).getReader();
    this.#writer = (socket.writable as WritableStream<Uint8Array>).getWriter();
    this.#signal = signal;
  }

  async say(line: string, expected: 2 | 3): Promise<string> {
    await within(this.#signal, this.#writer.write(new TextEncoder().encode(`${line}\r\n`)));
    return this.hear(expected);
  }

  /** The reply, or its code as a refusal. The last line of one has a space behind its code. */
  async hear(expected: 2 | 3): Promise<string> {
    for (;;) {
      const [reply] = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(this.#rest) ?? [];
      if (reply !== undefined) {
        this.#rest = this.#rest.slice(reply.length);
        const code = Number(/(\d{3})[^\n]*\n$/.exec(reply)![1]);
        if (Math.floor(code / 100) !== expected) throw new Refused(code);
        return reply;
      }
      if (this.#rest.length > MAX_REPLY) throw new ConnectionBroken(new Error("no reply of SMTP"));
      const { done, value } = await within(this.#signal, this.#reader.read());
      if (done) throw new ConnectionBroken(new Error("hung up"));
      this.#rest += new TextDecoder().decode(value);
    }
  }

  /** What was said before encryption counts for nothing after it. */
  leave(): void {
    this.#rest = "";
    this.#reader.releaseLock();
    this.#writer.releaseLock();
  }
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
