import { stripControls } from "../domain/strip-controls";

/** Inert in HTML and XML, in text as in attributes. */
export const escapeHtml = (text: string): string =>
  stripControls(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
