import { createServer } from "node:net";
import { storeRequest } from "./inbox.mjs";

/**
 * A mail server without encryption. Who a mail is for decides how it is taken: `full@` is 552,
 * `nobody@` 550, `busy@` 451, `hang@` never an answer, `cut@` an end in the middle; all others are
 * kept in the inbox of that name. The password is "letmein".
 */
export const startSmtp = () =>
  createServer((socket) => {
    const reply = (line) => socket.write(`${line}\r\n`);
    const mail = { from: null, to: [], user: null };
    let [data, rest] = [null, ""];
    reply("220 mail.test ESMTP");
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      rest += chunk;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data === null) command(line);
        else if (line === ".") acceptMessage();
        else data.push(line.replace(/^\./, ""));
      }
    });
    function command(line) {
      const [, verb] = /^(\w+)/.exec(line) ?? [];
      if (verb === "EHLO") return reply("250-mail.test\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME");
      if (verb === "AUTH")
        return reply(isAuthenticated(line, mail) ? "235 welcome" : "535 no such credentials");
      if (verb === "MAIL") mail.from = /<(.*)>/.exec(line)?.[1];
      if (verb === "RCPT") {
        const to = /<(.*)>/.exec(line)?.[1] ?? "";
        const behave = BEHAVIOURS[to.split("@")[0]];
        if (behave) return behave(socket, reply);
        mail.to.push(to);
      }
      if (verb === "DATA") {
        data = [];
        return reply("354 go on");
      }
      reply("250 ok");
    }
    function acceptMessage() {
      const body = data.join("\r\n");
      for (const to of mail.to)
        storeRequest(to.split("@")[0], { method: "SMTP", url: to, headers: mail, body });
      data = null;
      reply("250 taken");
    }
  });

const BEHAVIOURS = {
  full: (socket, reply) => reply("552 too large"),
  nobody: (socket, reply) => reply("550 no such mailbox"),
  busy: (socket, reply) => reply("451 later"),
  hang: () => {},
  cut: (socket) => socket.destroy(),
};

function isAuthenticated(line, mail) {
  const [, user, password] = Buffer.from(line.split(" ")[2] ?? "", "base64")
    .toString()
    .split("\0");
  mail.user = user;
  return password === "letmein";
}
