import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, headline } from "../format";
import type { Mark } from "../words/content";

const COLOURS: Record<Mark, string> = {
  down: "#C0392B",
  degraded: "#B7791F",
  up: "#2F855A",
  note: "#718096",
};

/** https://support.jandi.com/ko/articles/6352697 */
export const jandi = speaks(FOR_PEOPLE, ({ text, channel }) =>
  json(
    channel.settings["url"]!,
    {
      body: `${linkSafe(bounded(headline(text), 300))} [[${text.linkLabel}]](${text.link})`,
      connectColor: COLOURS[text.mark],
      connectInfo: text.lines.map((line) => ({ description: linkSafe(bounded(line, 1_000)) })),
    },
    { accept: "application/vnd.tosslab.jandi-v2+json" },
  ),
);

/** A link is `[[text]](address)`: no name makes one. */
const linkSafe = (text: string): string =>
  text.replace(/\[/g, "［").replace(/\]/g, "］").replace(/@/g, "＠");
