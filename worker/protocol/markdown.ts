import MarkdownIt from "markdown-it";

/**
 * What people write about incidents, as HTML that does nothing: tags of its writer are text, links
 * lead to web and mail addresses alone, and no picture of another site is loaded.
 */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable("image");
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url.trim());
markdown.renderer.rules["link_open"] = (tokens, index, options, _, self) => {
  tokens[index]!.attrSet("rel", "nofollow noopener noreferrer");
  return self.renderToken(tokens, index, options);
};

export const toHtml = (text: string): string => markdown.render(text);
