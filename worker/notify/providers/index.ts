import type { ChannelKind } from "../../domain/alerts/channel";
import { discord } from "./discord";
import { email } from "./email";
import { googleChat } from "./google-chat";
import { gotify } from "./gotify";
import { jandi } from "./jandi";
import { mattermost } from "./mattermost";
import { ntfy } from "./ntfy";
import { opsgenie } from "./opsgenie";
import { pagerduty } from "./pagerduty";
import { postmark } from "./postmark";
import { pushover } from "./pushover";
import { resend } from "./resend";
import { slack } from "./slack";
import { smtp } from "./smtp";
import { teams } from "./teams";
import { telegram } from "./telegram";
import { template } from "./template";
import { webPush } from "./web-push";
import { webhook } from "./webhook";
import type { Provider } from "../provider";

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
