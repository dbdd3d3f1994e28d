/** A name or an address alone: nothing that could move the port, or the host, elsewhere. */
export const isHost = (text: string): boolean =>
  /^(\[[\da-f:.]+\]|[^\s\p{Cc}:/?#@\\[\]]+)$/iu.test(text);
