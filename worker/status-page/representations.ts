import type { PublicStatus } from "../protocol/public-page";
import type { Rendered } from "./http-cache";
import { calendar } from "./calendar";
import { FEEDS } from "./feeds";
import type { Representation } from "./representation";
import { STATUSPAGE_API } from "./statuspage-api";
import { publicComponents, currentStatus, statusSentence } from "./status-text";

/** A month of it, for the page that shows it. */
const history: Representation = async (page, { month }) => {
  const history = await month();
  return history ? json({ page, history }) : { ...json({ error: MONTH_NOT_FOUND }), status: 404 };
};
const MONTH_NOT_FOUND = {
  code: "not_found",
  message: "expected a month such as 2026-11, since the page began",
};

const json = (body: object, maxAge = 1): Rendered => ({
  body: JSON.stringify(body),
  type: "application/json; charset=utf-8",
  maxAge,
});

/** As much as a widget shows. */
const widgetJson: Representation = (page, { base }) =>
  json({
    title: page.title,
    url: base,
    status: currentStatus(page),
    components: publicComponents(page).map(
      ({ id, name, status }): [string, string, PublicStatus] => [
        id,
        name,
        page.stalledSince === null ? status : "UNKNOWN",
      ],
    ),
    live: page.live,
  });

const manifest: Representation = (page, { base }) => ({
  ...json(
    {
      name: page.title,
      short_name: page.title.slice(0, 12),
      description: page.description ?? statusSentence(page),
      start_url: base,
      scope: base,
      display: "browser",
      theme_color: page.theme.accent ?? "#5b5bd6",
      background_color: "#ffffff",
    },
    3_600,
  ),
  type: "application/manifest+json; charset=utf-8",
});

/** Its lightness is fitted to what it stands on, whatever was chosen. */
const themeCss: Representation = ({ theme }) => ({
  body: theme.accent
    ? `:root{--accent:light-dark(oklch(from ${theme.accent} min(l,.5) c h),oklch(from ${theme.accent} max(l,.76) min(c,.14) h))}`
    : "",
  type: "text/css; charset=utf-8",
  maxAge: 60,
});

/** All that is made of a page, by its path: below `/status/<slug>`, and of the page at `/` below it. */
export const REPRESENTATIONS: Readonly<Record<string, Representation>> = {
  "pharos.json": (page) => json(page),
  "history/pharos.json": history,
  "widget.json": widgetJson,
  "manifest.json": manifest,
  "theme.css": themeCss,
  "maintenance.ics": calendar,
  ...FEEDS,
  ...STATUSPAGE_API,
};
