import { expect, it } from "vitest";
import { hasInheritedAction } from "./inherited-action";

const at = (query: string) => hasInheritedAction(new URL(`http://pharos.test/login?${query}`));

it.each(Object.getOwnPropertyNames(Object.prototype))(
  "[DR10] %s is an action of no form",
  (name) => {
    const encoded = name.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
    for (const query of [`/${name}`, `/${name}=x`, `next=/&/${name}`, `%2f${encoded}`])
      expect([query, at(query)]).toEqual([query, true]);
  },
);

it.each(["", "/in", "/theme&next=/dashboard", "next=/__proto__", "constructor=1", "/nothing"])(
  "[DR10] what forms do have is looked up: %s",
  (query) => {
    expect(at(query)).toBe(false);
  },
);
