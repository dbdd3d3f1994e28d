import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import { serveRdap } from "./rdap.mjs";
import { serveDoh } from "./doh.mjs";

const MEGABYTE = 1_048_576;

/** Each way to answer, or not to, by the first part of the path. */
export const MISBEHAVIOURS = {
  /** ok: 200 at once. */
  ok: ({ response }) => response.end("ok\n"),
  /** echo: what arrived, as JSON. */
  echo: ({ request, response }) => echo(request, response),
  /** say?body=<text>&status=<code>: that body. */
  say: ({ response, query }) => sendText(response, query),
  /** big/<bytes>: so much body, and then the word "end". */
  big: ({ response, argument }) =>
    response.end(
      Buffer.concat([Buffer.alloc(number(argument, MEGABYTE), "."), Buffer.from("end")]),
    ),
  /** slow/<ms>: 200, late. */
  slow: ({ response, argument }) => answerLater(response, number(argument, 2_000)),
  /** varied/<ms>: 200, about so late, as a living server is. */
  varied: ({ response, argument }) => answerLater(response, varied(number(argument, 100))),
  /** status/<code>. */
  status: ({ response, argument }) => response.writeHead(number(argument, 200)).end("as asked\n"),
  /** hang: the connection opens, and that is all. */
  hang: () => {},
  /** headers: a header line each second, never the last. */
  headers: ({ response }) => drip(response.socket, "HTTP/1.1 200 OK\r\n", "x-more: 1\r\n", 1_000),
  /** drip: a full head, then a byte of body each second. */
  drip: ({ response }) =>
    drip(response.socket, "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", ".", 1_000),
  /** endless: a body as fast as it is read, without an end. */
  endless: ({ response }) => endless(response),
  /** bomb: a small compressed body that unpacks to 200 MB. */
  bomb: ({ response }) => bomb(response),
  /** packed/<coding>: a body that says it is packed so, and is not. */
  packed: ({ response, argument }) =>
    response.writeHead(200, { "content-encoding": argument || "gzip" }).end("canary, not packed"),
  /** halfpacked: a body that ends before it is unpacked. */
  halfpacked: ({ response }) =>
    response
      .writeHead(200, { "content-encoding": "gzip" })
      .end(gzipSync("canary ".repeat(9_999)).subarray(0, 40)),
  /** loop: redirects to itself. */
  loop: ({ response }) => redirect(response, "/loop"),
  /** redirect?to=<url>&status=<code>. */
  redirect: ({ response, query }) =>
    redirect(response, query.get("to") ?? "/ok", number(query.get("status"), 302)),
  /** hops/<n>: n redirects, then 200. */
  hops: ({ response, argument }) => redirectTimes(response, number(argument, 3)),
  /** reset: the connection ends without an answer. */
  reset: ({ response }) => response.socket.resetAndDestroy(),
  /** cut: ends in the middle of the body it announced. */
  cut: ({ response }) => cut(response),
  /** garbage: an answer that is not HTTP. */
  garbage: ({ response }) => response.socket.end("\x00\x01 this is not HTTP \xff\r\n\r\n"),
  dns: serveDoh,
  rdap: serveRdap,
  /** flap/<seconds>: up for so long, then down for so long. */
  flap: ({ response, argument }) => flap(response, number(argument, 60)),
  /** farredirect: to an address of 100 KB. */
  farredirect: ({ response }) => redirect(response, `/${"a".repeat(100_000)}`),
  /** bigheaders: 200 with 100 KB of headers. */
  bigheaders: ({ response }) => response.writeHead(200, { "x-big": "x".repeat(100_000) }).end(),
};

function sendText(response, query) {
  const headers = { "content-type": "application/json", "set-cookie": "session=canary" };
  response.writeHead(number(query.get("status"), 200), headers).end(query.get("body") ?? "");
}

const number = (text, otherwise) => (text && Number.isFinite(+text) ? +text : otherwise);

/** Mostly near the middle, now and then twice as long. */
const varied = (ms) => ms * (0.8 + 0.4 * Math.random()) * (Math.random() < 0.05 ? 2 : 1);

async function echo(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { method, url, headers } = request;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ method, url, headers, body }));
}

function answerLater(response, delayMs) {
  const timer = setTimeout(() => response.end("late\n"), delayMs);
  response.on("close", () => clearTimeout(timer));
}

function drip(socket, head, drop, everyMs) {
  socket.write(head);
  const timer = setInterval(() => socket.write(drop), everyMs);
  socket.on("close", () => clearInterval(timer));
}

function endless(response) {
  const chunk = Buffer.alloc(65_536, "endless ");
  const pour = () => {
    if (!response.destroyed && response.write(chunk)) setImmediate(pour);
  };
  response.on("drain", pour);
  pour();
}

/** 200 MB of nothing in 200 KB, packed while it is sent. */
async function bomb(response) {
  response.writeHead(200, { "content-encoding": "gzip" });
  const nothing = Readable.from(new Array(200).fill(Buffer.alloc(MEGABYTE)));
  await pipeline(nothing, createGzip(), response).catch(() => response.destroy());
}

const redirect = (response, location, status = 302) =>
  response.writeHead(status, { location }).end();

const redirectTimes = (response, left) =>
  left > 0 ? redirect(response, `/hops/${left - 1}`) : response.end("arrived\n");

function cut(response) {
  response.writeHead(200, { "content-length": 1_000 });
  response.write("the beginning", () => response.socket.destroy());
}

function flap(response, seconds) {
  const isUp = Math.floor(Date.now() / 1_000 / seconds) % 2 === 0;
  response.writeHead(isUp ? 200 : 503).end(isUp ? "up\n" : "down\n");
}
