import { DAY_MS } from "../../domain/schedule";
import { X509Certificate } from "node:crypto";
import ipaddr from "ipaddr.js";
import type { Failure, CheckDetails, Observation } from "../../domain/checks/observation";
import { parseAddress } from "../net/parse-address";
import { testAssertions } from "../engine/assertions";
import type { ProbeContext, Probe } from "../engine/types";
import { closeSocket, type Peer } from "../net/outbound";
import { throwConnectionReset, readChunks } from "../net/read-stream";
import {
  clientHello,
  MAX_HANDSHAKE_BYTES,
  createHandshakeParser,
  type ServerHandshake,
} from "../net/tls-handshake";
import { abortable } from "../engine/timeout";

/** RFC 5246, 7.2: this version of the protocol is not spoken there. */
const PROTOCOL_VERSION = 70;
const HANDSHAKE_FAILURE = 40;
/** A certificate of a content network names hundreds; what is kept of it is bounded. */
const MAX_NAMES = 50;

/** Asks for the certificate; whoever signed it is named, not judged. */
export const probeCertificate: Probe = async ({ url, assertions }, context) => {
  const { hostname, port } = parseAddress(url) ?? { hostname: "", port: null };
  const peer = { hostname, port: port ?? 0 };
  const handshake = await readServerHandshake(peer, context);
  const responseTime = context.elapsedMs();
  const failed = (failure: Failure): Observation => ({ outcome: "failed", failure, responseTime });
  if (handshake.kind === "alert") {
    return (await acceptsOtherTlsVersion(handshake.code, url, context))
      ? { outcome: "unknowable", cause: "tls-1.3-only" }
      : failed("tls");
  }
  const certificate = handshake.kind === "certificate" ? parseCertificate(handshake.der) : null;
  if (!certificate) return failed(handshake.kind === "incomplete" ? "connection-lost" : "tls");
  const { expiresAt, issuer, names } = certificate;
  const details: CheckDetails = { expiresAt, issuer, names: names.slice(0, MAX_NAMES) };
  const daysLeft = Math.floor((expiresAt - Date.now()) / DAY_MS);
  context.recordStep({
    name: "certificate",
    ok: daysLeft >= 0,
    expected: null,
    actual: `${daysLeft} days left`,
  });
  const failure = certificate.failureFor(hostname);
  if (failure) return { outcome: "failed", failure, responseTime, details };
  const results = testAssertions(assertions, { daysLeft, issuer, names });
  return { outcome: "answered", statusCode: null, responseTime, assertions: results, details };
};

/** Says hello and reads until the certificate has come. */
async function readServerHandshake(peer: Peer, context: ProbeContext): Promise<ServerHandshake> {
  const socket = await context.outbound.connect(peer, context.signal);
  try {
    context.recordStep({ name: "connected", ok: true, expected: null, actual: null });
    const serverName = isAddress(peer.hostname) ? null : peer.hostname;
    const hello = clientHello(serverName, crypto.getRandomValues(new Uint8Array(32)));
    const writer = socket.writable.getWriter();
    writer.closed.catch(() => undefined);
    await abortable(context.signal, writer.write(hello)).catch(throwConnectionReset);
    const parser = createHandshakeParser();
    for await (const chunk of readChunks(socket.readable, {
      maxBytes: MAX_HANDSHAKE_BYTES,
      signal: context.signal,
    })) {
      const handshake = parser.read(chunk);
      if (handshake.kind !== "incomplete") return handshake;
    }
    return { kind: "incomplete" };
  } finally {
    closeSocket(socket);
  }
}

/** An older version than TLS 1.3 is refused by a word for that, or by one that can mean anything. */
async function acceptsOtherTlsVersion(
  alert: number,
  url: string,
  context: ProbeContext,
): Promise<boolean> {
  if (alert === PROTOCOL_VERSION) return true;
  if (alert !== HANDSHAKE_FAILURE) return false;
  try {
    const response = await context.outbound.fetch(url, { method: "HEAD", signal: context.signal });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

type Certificate = {
  expiresAt: number;
  issuer: string;
  names: string[];
  failureFor(hostname: string): Failure | null;
};

function parseCertificate(der: Uint8Array): Certificate | null {
  try {
    const certificate = new X509Certificate(der);
    const [validFrom, expiresAt] = [certificate.validFrom, certificate.validTo].map(Date.parse);
    if (!Number.isFinite(validFrom) || !Number.isFinite(expiresAt)) return null;
    return {
      expiresAt: expiresAt!,
      issuer: issuerOf(certificate.issuer),
      names: namesOf(certificate.subjectAltName ?? ""),
      failureFor(hostname) {
        if (expiresAt! <= Date.now()) return "certificate-expired";
        if (validFrom! > Date.now()) return "certificate-not-yet-valid";
        const address = hostname.replace(/^\[|\]$/g, "");
        const matchesHost = isAddress(hostname)
          ? certificate.checkIP(address)
          : certificate.checkHost(hostname);
        return matchesHost ? null : "certificate-name";
      },
    };
  } catch {
    return null;
  }
}

const isAddress = (hostname: string): boolean => ipaddr.isValid(hostname.replace(/^\[|\]$/g, ""));

/** The organisation, or the common name where it has none. */
function issuerOf(lines: string): string {
  const field = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(lines)?.[1];
  return (field("O") ?? field("CN") ?? "").slice(0, 120);
}

const namesOf = (text: string): string[] =>
  [...text.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)].slice(0, 500).map(([, name]) => name!);
