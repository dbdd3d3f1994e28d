import * as v from "valibot";

/** What services for conversations take: see `service-shapes.ts`. */

export const text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max));
export const link = v.pipe(v.string(), v.url(), v.maxLength(2_048));
export const isoTime = v.pipe(v.string(), v.isoTimestamp());

/**
 * https://docs.slack.dev/reference/block-kit/blocks: 50 blocks, a header of 150, a section of 3,000
 * characters; a button of 75, its value of 2,000, its address of 3,000.
 */
const plainText = (max: number) =>
  v.strictObject({ type: v.literal("plain_text"), text: text(max), emoji: v.boolean() });
const slackButton = v.strictObject({
  type: v.literal("button"),
  action_id: text(255),
  text: plainText(75),
  url: v.optional(v.pipe(v.string(), v.url(), v.maxLength(3_000))),
  value: v.optional(text(2_000)),
  style: v.optional(v.picklist(["primary", "danger"])),
});
export const slackPayload = v.strictObject({
  text: text(40_000),
  blocks: v.pipe(
    v.array(
      v.variant("type", [
        v.strictObject({ type: v.literal("header"), text: plainText(150) }),
        v.strictObject({
          type: v.literal("section"),
          text: v.strictObject({
            type: v.literal("mrkdwn"),
            text: text(3_000),
            verbatim: v.boolean(),
          }),
        }),
        v.strictObject({
          type: v.literal("actions"),
          elements: v.pipe(v.array(slackButton), v.minLength(1), v.maxLength(25)),
        }),
      ]),
    ),
    v.maxLength(50),
  ),
});

/** https://discord.com/developers/docs/components/reference#button and, below, message#embed-object-embed-limits. */
const discordButton = v.union([
  v.strictObject({
    type: v.literal(2),
    style: v.literal(5),
    label: text(80),
    url: v.pipe(v.string(), v.url(), v.maxLength(512)),
  }),
  v.strictObject({
    type: v.literal(2),
    style: v.literal(1),
    label: text(80),
    custom_id: text(100),
  }),
]);
export const discordPayload = v.strictObject({
  allowed_mentions: v.strictObject({ parse: v.pipe(v.array(v.string()), v.maxLength(0)) }),
  embeds: v.pipe(
    v.array(
      v.strictObject({
        title: text(256),
        description: text(4_096),
        url: link,
        color: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffff)),
        timestamp: isoTime,
      }),
    ),
    v.minLength(1),
    v.maxLength(10),
    v.check(
      (embeds) =>
        embeds.reduce((sum, one) => sum + one.title.length + one.description.length, 0) <= 6_000,
      "6,000 characters of all embeds",
    ),
  ),
  components: v.pipe(
    v.array(
      v.strictObject({
        type: v.literal(1),
        components: v.pipe(v.array(discordButton), v.minLength(1), v.maxLength(5)),
      }),
    ),
    v.maxLength(5),
  ),
});

/**
 * https://core.telegram.org/bots/api#sendmessage and #inlinekeyboardbutton; of a label it publishes
 * no length.
 */
export const telegramPayload = v.strictObject({
  chat_id: text(100),
  message_thread_id: v.optional(v.pipe(v.number(), v.integer())),
  // "1-4096 characters after entities parsing"
  text: v.pipe(
    v.string(),
    v.transform((html) => html.replace(/<[^>]*>/g, "").replace(/&#\d+;/g, "&")),
    text(4_096),
  ),
  parse_mode: v.literal("HTML"),
  link_preview_options: v.strictObject({ is_disabled: v.boolean() }),
  reply_markup: v.optional(
    v.strictObject({
      inline_keyboard: v.array(
        v.array(
          v.strictObject({
            text: text(64),
            callback_data: v.pipe(v.string(), v.minBytes(1), v.maxBytes(64)),
          }),
        ),
      ),
    }),
  ),
});

const adaptiveCard = v.strictObject({
  $schema: v.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
  type: v.literal("AdaptiveCard"),
  version: v.picklist(["1.2", "1.3", "1.4", "1.5"]),
  msteams: v.strictObject({ width: v.literal("Full") }),
  body: v.array(
    v.strictObject({
      type: v.literal("TextBlock"),
      text: text(8_000),
      wrap: v.boolean(),
      weight: v.optional(v.picklist(["Lighter", "Default", "Bolder"])),
      size: v.optional(v.picklist(["Default", "Small", "Medium", "Large", "ExtraLarge"])),
    }),
  ),
  actions: v.array(
    v.strictObject({ type: v.literal("Action.OpenUrl"), title: text(256), url: link }),
  ),
});
/** https://adaptivecards.io/explorer */
export const teamsPayload = v.strictObject({
  type: v.literal("message"),
  attachments: v.pipe(
    v.array(
      v.strictObject({
        contentType: v.literal("application/vnd.microsoft.card.adaptive"),
        contentUrl: v.null(),
        content: adaptiveCard,
      }),
    ),
    v.length(1),
  ),
});

/** https://developers.google.com/workspace/chat/api/reference/rest/v1/cards: 100 widgets of a card. */
export const googleChatPayload = v.strictObject({
  fallbackText: text(4_000),
  thread: v.optional(v.strictObject({ threadKey: text(4_000) })),
  cardsV2: v.array(
    v.strictObject({
      cardId: text(64),
      card: v.strictObject({
        header: v.strictObject({ title: text(1_000) }),
        sections: v.array(
          v.strictObject({
            widgets: v.pipe(
              v.array(
                v.union([
                  v.strictObject({ textParagraph: v.strictObject({ text: text(18_000) }) }),
                  v.strictObject({
                    buttonList: v.strictObject({
                      buttons: v.array(
                        v.strictObject({
                          text: text(256),
                          onClick: v.strictObject({ openLink: v.strictObject({ url: link }) }),
                        }),
                      ),
                    }),
                  }),
                ]),
              ),
              v.maxLength(100),
            ),
          }),
        ),
      }),
    }),
  ),
});

/**
 * https://developers.mattermost.com/integrate/reference/message-attachments/; servers before 4.4 take
 * 7,900 characters of attachments.
 */
export const mattermostPayload = v.strictObject({
  attachments: v.pipe(
    v.array(
      v.strictObject({
        fallback: text(2_000),
        color: v.pipe(v.string(), v.hexColor()),
        title: text(2_000),
        title_link: link,
        text: v.pipe(v.string(), v.maxLength(16_383)),
      }),
    ),
    v.check((all) => JSON.stringify(all).length <= 7_900, "7,900 characters of attachments"),
  ),
});

/** https://support.jandi.com/en/articles/6352697: only the body is required; it publishes no lengths. */
export const jandiPayload = v.strictObject({
  body: text(5_000),
  connectColor: v.pipe(v.string(), v.hexColor()),
  connectInfo: v.array(v.strictObject({ description: text(5_000) })),
});
