import { nanoid } from "nanoid";

/** 192 bits: nobody guesses it, and it is short enough for a crontab. */
const LENGTH = 32;

export const newPingToken = (): string => nanoid(LENGTH);

/** Where a heartbeat reports to, on the site that is asked. */
export const pingUrl = (siteUrl: string, token: string): string =>
  new URL(`/ping/${token}`, siteUrl).href;
