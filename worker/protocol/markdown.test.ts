import { describe, expect, it } from "vitest";
import { toHtml } from "./markdown";

describe("what people write", () => {
  it("[MD1] is markdown", () => {
    expect(toHtml("**Mail** is late.\n\n- one\n- two")).toBe(
      "<p><strong>Mail</strong> is late.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n",
    );
    expect(toHtml("See https://example.com/a")).toContain(
      '<a href="https://example.com/a" rel="nofollow noopener noreferrer">',
    );
  });

  it("[MD1] stands below the headings of the page, and is no wider than it", () => {
    expect(toHtml("# One\n\nTwo\n---\n\n###### Six")).toBe(
      "<h4>One</h4>\n<h5>Two</h5>\n<h6>Six</h6>\n",
    );
    expect(toHtml("| a | b |\n|---|---|\n| c | d |")).not.toContain("<table");
  });

  it.each([
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[a](javascript:alert(1))",
    "[a](  JaVaScRiPt:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:x)",
    "![a](https://elsewhere.example/pixel.png)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "[a](/relative \"' onclick=alert(1) x='\")",
    '```"><svg onload=alert(1)>\ncode\n```',
    '<a href="https://x" style="position:fixed">x</a>',
  ])("[MD2] does nothing: %j", (text) => {
    const html = toHtml(text);
    const tags = [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)];
    for (const [, name, attributes] of tags) {
      expect(["p", "a", "code", "pre", "br"]).toContain(name);
      expect(attributes).not.toMatch(/\bon\w+=|style=|javascript:|data:|vbscript:/i);
    }
    expect(html).not.toMatch(/<(script|img|svg|iframe)/i);
  });
});
