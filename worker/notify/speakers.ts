import type { ChannelKind } from "../domain/channel";
import { discord } from "./channels/discord";
import { email } from "./channels/email";
import { googleChat } from "./channels/google-chat";
import { gotify } from "./channels/gotify";
import { jandi } from "./channels/jandi";
import { mattermost } from "./channels/mattermost";
import { ntfy } from "./channels/ntfy";
import { opsgenie } from "./channels/opsgenie";
import { pagerduty } from "./channels/pagerduty";
import { postmark } from "./channels/postmark";
import { pushover } from "./channels/pushover";
import { resend } from "./channels/resend";
import { slack } from "./channels/slack";
import { smtp } from "./channels/smtp";
import { teams } from "./channels/teams";
import { telegram } from "./channels/telegram";
import { template } from "./channels/template";
import { webPush } from "./channels/web-push";
import { webhook } from "./channels/webhook";
import type { Provider } from "./contract";

/** A row for each kind. */
export const PROVIDERS: Record<ChannelKind, Provider> = {
  slack,
  discord,
  telegram,
  teams,
  "google-chat": googleChat,
  mattermost,
  jandi,
  pagerduty,
  opsgenie,
  ntfy,
  pushover,
  gotify,
  email,
  resend,
  postmark,
  smtp,
  "web-push": webPush,
  webhook,
  template,
};
