import { DAY_MS } from "../domain/schedule";
import { X509Certificate } from "node:crypto";
import ipaddr from "ipaddr.js";
import type { Failure, Facts, Observation } from "../domain/observation";
import { readAddress } from "./parsed-address";
import { testAssertions } from "./assertions";
import type { Look, ProbeKind } from "./contract";
import { hangUp, type Peer } from "./outbound";
import { broken, pieces } from "./reading";
import { clientHello, MAX_FLIGHT, openFlight, type ServerFlight } from "./tls";
import { within } from "./within";

/** RFC 5246, 7.2: this version of the protocol is not spoken there. */
const PROTOCOL_VERSION = 70;
const HANDSHAKE_FAILURE = 40;
/** A certificate of a content network names hundreds; what is kept of it is bounded. */
const MAX_NAMES_KEPT = 50;

/** Asks for the certificate; whoever signed it is named, not judged. */
export const probeCertificate: ProbeKind = async ({ url, assertions }, look) => {
  const { hostname, port } = readAddress(url) ?? { hostname: "", port: null };
  const peer = { hostname, port: port ?? 0 };
  const flight = await flightOf(peer, look);
  const responseTime = look.spentMs();
  const failed = (failure: Failure): Observation => ({ outcome: "failed", failure, responseTime });
  if (flight.kind === "alert") {
    return (await speaksTlsOtherwise(flight.code, url, look))
      ? { outcome: "unknowable", cause: "tls-1.3-only" }
      : failed("tls");
  }
  const certificate = flight.kind === "certificate" ? read(flight.der) : null;
  if (!certificate) return failed(flight.kind === "incomplete" ? "connection-lost" : "tls");
  const { expiresAt, issuer, names } = certificate;
  const facts: Facts = { expiresAt, issuer, names: names.slice(0, MAX_NAMES_KEPT) };
  const daysLeft = Math.floor((expiresAt - Date.now()) / DAY_MS);
  look.note({
    name: "certificate",
    ok: daysLeft >= 0,
    expected: null,
    seen: `${daysLeft} days left`,
  });
  const failure = certificate.failureFor(hostname);
  if (failure) return { outcome: "failed", failure, responseTime, facts };
  const results = testAssertions(assertions, { daysLeft, issuer, names });
  return { outcome: "answered", statusCode: null, responseTime, assertions: results, facts };
};

/** Says hello and reads until the certificate has come. */
async function flightOf(peer: Peer, look: Look): Promise<ServerFlight> {
  const socket = await look.outbound.connect(peer, look.signal);
  try {
    look.note({ name: "connected", ok: true, expected: null, seen: null });
    const serverName = isAddress(peer.hostname) ? null : peer.hostname;
    const hello = clientHello(serverName, crypto.getRandomValues(new Uint8Array(32)));
    const writer = socket.writable.getWriter();
    writer.closed.catch(() => undefined);
    await within(look.signal, writer.write(hello)).catch(broken);
    const flight = openFlight();
    for await (const piece of pieces(socket.readable, { max: MAX_FLIGHT, signal: look.signal })) {
      const said = flight.read(piece);
      if (said.kind !== "incomplete") return said;
    }
    return { kind: "incomplete" };
  } finally {
    hangUp(socket);
  }
}

/** An older version than TLS 1.3 is refused by a word for that, or by one that can mean anything. */
async function speaksTlsOtherwise(alert: number, url: string, look: Look): Promise<boolean> {
  if (alert === PROTOCOL_VERSION) return true;
  if (alert !== HANDSHAKE_FAILURE) return false;
  try {
    const answer = await look.outbound.fetch(url, { method: "HEAD", signal: look.signal });
    await answer.body?.cancel();
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

function read(der: Uint8Array): Certificate | null {
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
        const isMeant = isAddress(hostname)
          ? certificate.checkIP(address)
          : certificate.checkHost(hostname);
        return isMeant ? null : "certificate-name";
      },
    };
  } catch {
    return null;
  }
}

const isAddress = (hostname: string): boolean => ipaddr.isValid(hostname.replace(/^\[|\]$/g, ""));

/** The organisation, or the common name where it has none. */
function issuerOf(lines: string): string {
  const part = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(lines)?.[1];
  return (part("O") ?? part("CN") ?? "").slice(0, 120);
}

const namesOf = (text: string): string[] =>
  [...text.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)].slice(0, 500).map(([, name]) => name!);
