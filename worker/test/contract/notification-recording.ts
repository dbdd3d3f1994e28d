import type { ReceivedRequest } from "../fixtures/notifications";
import { decryptPush } from "../fixtures/push-receiver";
import type {
  ProviderResponse,
  ProviderRequest,
  Email,
  SmtpServer,
  SmtpMessage,
  Transport,
} from "../../ports/notifications";

/** One thing that left, as it is written down. */
type Written = string;

const WIDTH = 100;

/** JSON by lines: whatever fits into one stands in one, so that a changed field is a changed line. */
export function printed(value: unknown, indent = ""): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const items = isList
    ? value.map((one) => printed(one, inner))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${printed(one, inner)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (items.length === 0) return open + close;
  const space = isList ? "" : " ";
  const line = `${open}${space}${items.join(", ")}${space}${close}`;
  if (!line.includes("\n") && indent.length + line.length <= WIDTH) return line;
  return `${open}\n${items.map((item) => `${inner}${item}`).join(",\n")}\n${indent}${close}`;
}

/** A body of JSON by lines, where that loses nothing; any other as it is. */
function bodyLines(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    return JSON.stringify(value) === body ? printed(value) : body;
  } catch {
    return body;
  }
}

const headerLines = (headers: object): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);

/** A request to a service. */
export async function httpWritten(message: ProviderRequest): Promise<Written> {
  const { url, method = "POST", headers, body } = message;
  const lines = headerLines({ ...headers, ...readable(headers) });
  const text = typeof body === "string" ? bodyLines(body) : await unlocked(body);
  return [`${method} ${url}`, ...lines, text].join("\n");
}

/** Only the browser that it is for can read a push: it is written down as that browser reads it. */
const unlocked = async (body: Uint8Array): Promise<string> =>
  `encrypted: ${printed(JSON.parse(await decryptPush(Buffer.from(body))))}`;

/** The claims of a token instead of the token, whose signature is another one each time. */
function readable({ authorization }: Record<string, string>): object {
  const [, token, key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization ?? "") ?? [];
  if (!token) return {};
  const [head, claims] = token
    .split(".")
    .slice(0, 2)
    .map((segment) => Buffer.from(segment, "base64url").toString());
  return { authorization: `vapid t=${head}.${claims}.<signature>, k=${key}` };
}

/** A mail as the platform's own binding takes it. */
export const mailWritten = ({ text, html, ...mail }: Email): Written =>
  [`MAIL ${printed(mail)}`, "text:", text, "html:", html].join("\n");

/** A mail that is handed in by SMTP. */
export const smtpWritten = (server: SmtpServer, { from, to, data }: SmtpMessage): Written =>
  [`SMTP ${printed(server)}`, `from ${from} to ${to.join(", ")}`, ...mimeLines(data)].join("\n");

/** The name of the boundary is another one each time; what is in base64 is written as it reads. */
function mimeLines(data: string): string[] {
  const [, boundary = "none"] = /boundary="(pharos-[\w-]+)"/.exec(data) ?? [];
  return data
    .replaceAll(boundary, "pharos-<boundary>")
    .replaceAll(/(?<=base64\r\n\r\n)[A-Za-z0-9+/=\r\n]+?(?=\r\n--)/g, decoded)
    .split("\r\n");
}

function decoded(lines: string): string {
  const text = Buffer.from(lines, "base64").toString();
  const again =
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,76}/g) ?? [];
  if (again.join("\r\n") !== lines) throw new Error("expected base64 in lines of 76 characters");
  return text.replace(/\n$/, "");
}

/** A request as it came in at an inbox; what the runtime of the tests adds is no part of it. */
export function receivedWritten({ method, url, headers, body, base64 }: ReceivedRequest): Written {
  if (method === "SMTP") return [`SMTP ${printed(headers)}`, ...mimeLines(body)].join("\n");
  const own = Object.entries({ ...headers, ...readable(headers) })
    .filter(([name]) => !OF_THE_RUNTIME.test(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const text = base64 ? "encrypted, as above" : bodyLines(body);
  return [`${method} ${url}`, ...headerLines(Object.fromEntries(own)), text].join("\n");
}
const OF_THE_RUNTIME = /^(host|connection|accept-encoding|cf-.*|content-length|transfer-encoding)$/;

const DELIVERED: ProviderResponse = {
  outcome: "delivered",
  statusCode: 200,
  retryAfterMs: null,
  text: "",
};

/** A way out that writes down what leaves. What is answered is well, unless something else is given. */
export function recordingTransport(answers: Partial<ProviderResponse>[] = []) {
  const written: Written[] = [];
  const record = async (one: Written | Promise<Written>): Promise<ProviderResponse> => {
    written.push(await one);
    return { ...DELIVERED, ...answers.shift() };
  };
  const out: Transport = {
    http: (message) => record(httpWritten(message)),
    email: (mail) => record(mailWritten(mail)),
    smtp: (server, submission) => record(smtpWritten(server, submission)),
  };
  return { out, written };
}
