/** A WebSocket that the test is the other side of. It keeps all that were opened. */
export function createFakeSockets() {
  const opened: FakeSocket[] = [];

  class FakeSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;
    readyState = 0;
    binaryType = "blob";
    readonly sent: string[] = [];

    constructor(readonly url: string) {
      super();
      opened.push(this);
    }

    send(text: string): void {
      this.sent.push(text);
    }

    close(): void {
      this.readyState = 3;
    }

    accept(): void {
      this.readyState = 1;
      this.dispatchEvent(new Event("open"));
    }

    receive(frame: object | string): void {
      const data = typeof frame === "string" ? frame : JSON.stringify(frame);
      this.dispatchEvent(new MessageEvent("message", { data }));
    }

    drop(code = 1006): void {
      this.readyState = 3;
      this.dispatchEvent(Object.assign(new Event("close"), { code, reason: "" }));
    }

    refuse(): void {
      this.readyState = 3;
      this.dispatchEvent(Object.assign(new Event("error"), { message: "refused" }));
    }

    get cursor(): string {
      const { searchParams } = new URL(this.url);
      return `${searchParams.get("epoch")}:${searchParams.get("since")}`;
    }
  }

  return { opened, WebSocket: FakeSocket as unknown as typeof WebSocket };
}
