import MarkdownIt from "markdown-it";
import { stripControls } from "../domain/strip-controls";

/**
 * What people write about incidents, as HTML that does nothing: tags of its writer are text, links
 * lead to web and mail addresses alone, and no picture of another site is loaded.
 */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true })
  // A table is as wide as its longest word, and pushes the page sideways.
  .disable(["image", "table"]);
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url.trim());
markdown.renderer.rules["link_open"] = (tokens, index, options, _, self) => {
  tokens[index]!.attrSet("rel", "nofollow noopener noreferrer");
  return self.renderToken(tokens, index, options);
};
// The page has its own title, sections and incidents: a heading of a text is below all of these.
for (const rule of ["heading_open", "heading_close"]) {
  markdown.renderer.rules[rule] = (tokens, index, options, _, self) => {
    const token = tokens[index]!;
    token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 3)}`;
    return self.renderToken(tokens, index, options);
  };
}

export const toHtml = (text: string): string => markdown.render(stripControls(text));
