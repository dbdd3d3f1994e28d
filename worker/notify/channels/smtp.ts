import { FOR_PEOPLE, type Speaker } from "../contract";
import { letterMail } from "../mail";
import { mimeOf } from "../mime";

/** RFC 5321, by the submission ports of RFC 8314. */
export const smtp: Speaker = {
  digestMax: FOR_PEOPLE,
  deliver(letter, out) {
    const { host, port, security, username, password } = letter.channel.settings;
    const wanted = security ?? "tls";
    const mail = letterMail(letter);
    return out.smtp(
      {
        hostname: host!,
        port: Number(port ?? (wanted === "tls" ? 465 : 587)),
        security: wanted as "tls" | "starttls" | "none",
        credentials: username ? { username, password: password ?? "" } : null,
      },
      { from: mail.from, to: mail.to, data: mimeOf(mail, letter.at) },
    );
  },
};
