import { MAX_DIGEST_ITEMS, type Provider } from "../provider";
import { renderEmail } from "../templates/email";
import { buildMime } from "../transport/mime";

/** RFC 5321, by the submission ports of RFC 8314. */
export const smtp: Provider = {
  maxDigestItems: MAX_DIGEST_ITEMS,
  deliver(letter, out) {
    const { host, port, security, username, password } = letter.channel.settings;
    const wanted = security ?? "tls";
    const mail = renderEmail(letter);
    return out.smtp(
      {
        hostname: host!,
        port: Number(port ?? (wanted === "tls" ? 465 : 587)),
        security: wanted as "tls" | "starttls" | "none",
        credentials: username ? { username, password: password ?? "" } : null,
      },
      { from: mail.from, to: mail.to, data: buildMime(mail, letter.at) },
    );
  },
};
