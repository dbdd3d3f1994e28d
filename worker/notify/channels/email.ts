import { FOR_PEOPLE, type Speaker } from "../contract";
import { letterMail } from "../mail";

/** By the platform's own binding: https://developers.cloudflare.com/email-service/ */
export const email: Speaker = {
  digestMax: FOR_PEOPLE,
  deliver: (letter, out) => out.mail(letterMail(letter)),
};
