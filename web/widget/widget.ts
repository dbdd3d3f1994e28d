import {
  widgetCss,
  WIDGET_ICONS,
  WIDGET_STATUSES,
  WIDGET_LABELS,
  type WidgetStatus,
} from "./theme";

/**
 * <pharos-status page="..."> on other people's sites. No framework, no cookies, text only; three
 * kilobytes. It shows what is kept first, and listens only while it is seen.
 */
type State = {
  title: string;
  url: string;
  status: WidgetStatus;
  components: [id: string, name: string, status: WidgetStatus][];
  live: { epoch: string; seq: number };
};
type Frame = {
  type: string;
  seq: number;
  resumed?: boolean;
  epoch?: string;
  events?: { type: string; data: { componentId: string; currentStatus: WidgetStatus } }[];
};

const base = new URL((document.currentScript as HTMLScriptElement).src).origin;

const POLL_MS = 60_000;
/** A room is told of each tick: where it is silent for so long, what is shown may be true no more. */
const STALE_AFTER_MS = 180_000;
/** So often in a row nobody answers before what was shown is said no more. */
const MAX_MISSES = 3;

class PharosStatus extends HTMLElement {
  static observedAttributes = ["page", "variant", "language"];
  #state?: State;
  #socket?: WebSocket;
  #timer = 0;
  #staleTimer = 0;
  #fails = 0;
  #misses = 0;
  #reading?: string | null;
  #lastText = "";
  #isVisible = false;
  #root = this.attachShadow({ mode: "open" });
  #observer = new IntersectionObserver(([entry]) => this.#setVisible(entry!.isIntersecting));
  #wake = () => (document.hidden ? this.#follow() : void this.#read());

  connectedCallback() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(widgetCss);
    this.#root.adoptedStyleSheets = [sheet];
    this.#observer.observe(this);
    document.addEventListener("visibilitychange", this.#wake);
    void this.#read();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    document.removeEventListener("visibilitychange", this.#wake);
    this.#isVisible = false;
    this.#follow();
  }

  attributeChangedCallback(name: string) {
    // Those that it came with are read once it stands.
    if (!this.#root.adoptedStyleSheets.length) return;
    if (name === "page" && this.isConnected) {
      this.#state = undefined;
      // What is shown of another page is nothing of this one.
      this.#root.replaceChildren();
      this.#stop();
      void this.#read();
    } else this.#render();
  }

  #setVisible(isVisible: boolean) {
    this.#isVisible = isVisible || this.getAttribute("variant") === "banner";
    this.#follow();
  }

  async #read() {
    const page = this.getAttribute("page");
    if (page === this.#reading) return;
    this.#reading = page;
    let isNew = false;
    try {
      const response = await fetch(`${base}/status/${encodeURIComponent(page ?? "")}/widget.json`);
      if (!response.ok) throw response;
      const state = (await response.json()) as State;
      isNew = page === this.getAttribute("page");
      if (isNew) this.#state = state;
      this.#misses = 0;
    } catch (problem) {
      if (page === this.getAttribute("page")) this.#miss((problem as Response).status);
    }
    if (this.#reading === page) this.#reading = undefined;
    if (!isNew) return;
    this.#render();
    this.#armStaleTimer();
    this.#follow();
  }

  /** What is gone is known to be so at once; of what does not answer nobody is reassured for long. */
  #miss(status?: number) {
    const state = this.#state;
    this.#misses = status === 404 || status === 401 ? 9 : this.#misses + 1;
    if (state && this.#misses > MAX_MISSES) {
      state.status = "UNKNOWN";
      for (const component of state.components) component[2] = "UNKNOWN";
      this.#render();
    }
    this.#schedule(POLL_MS);
  }

  #armStaleTimer() {
    clearTimeout(this.#staleTimer);
    this.#staleTimer = window.setTimeout(
      () => this.isConnected && void this.#read(),
      STALE_AFTER_MS,
    );
  }

  /** Listens while it is seen, and not otherwise. */
  #follow() {
    const isWanted = this.#isVisible && !document.hidden && this.isConnected;
    if (!isWanted) this.#stop();
    else if (!this.#state) void this.#read();
    else if (!this.#socket) this.#connect();
  }

  #connect() {
    const { epoch, seq } = this.#state!.live;
    const url = `${base.replace("http", "ws")}/api/v1/rooms/page:${this.getAttribute("page")}?v=1&epoch=${epoch}&since=${seq}`;
    try {
      const socket = (this.#socket = new WebSocket(url));
      const ping = setInterval(() => socket.readyState === 1 && socket.send("ping"), 27_000);
      socket.onmessage = ({ data }) =>
        data !== "pong" && this.#receive(JSON.parse(data as string) as Frame);
      socket.onclose = ({ code }) => {
        clearInterval(ping);
        if (this.#socket !== socket) return;
        this.#socket = undefined;
        const wait = Math.min(30_000, 1_000 * 2 ** ++this.#fails) * (0.5 + Math.random());
        // Where no socket stands it is read now and then; the rest is told again and again in vain.
        this.#schedule(this.#fails > 3 || code > 4_399 ? POLL_MS : wait);
      };
    } catch {
      this.#schedule(POLL_MS);
    }
  }

  #receive({ type, seq, resumed, events = [], epoch }: Frame) {
    const state = this.#state!;
    const { live } = state;
    this.#fails = 0;
    this.#armStaleTimer();
    if (
      (type === "hello" && (!resumed || epoch !== live.epoch)) ||
      seq - events.length > live.seq
    ) {
      this.#stop();
      return this.#schedule(500 + Math.random() * 1_500);
    }
    const newEvents = events.slice(Math.max(0, events.length - (seq - live.seq)));
    live.seq = Math.max(seq, live.seq);
    for (const { type: name, data } of newEvents) {
      if (/^page/.test(name)) this.#schedule(1_000 + Math.random() * 1_500);
      const component = state.components.find(([id]) => id === data.componentId);
      if (component) component[2] = data.currentStatus;
    }
    if (!newEvents.length) return;
    const all = state.components.map(([, , status]) => status);
    const worst =
      WIDGET_STATUSES[Math.max(...all.map((status) => WIDGET_STATUSES.indexOf(status)))] ??
      "UNKNOWN";
    state.status = worst === "DOWN" && all.some((status) => status !== "DOWN") ? "PARTIAL" : worst;
    this.#render();
  }

  #schedule(ms: number) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.isConnected && void this.#read(), ms);
  }

  #stop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#staleTimer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #render() {
    const state = this.#state;
    if (!state) return;
    const { title, url, status, components } = state;
    const language = this.getAttribute("language") ?? document.documentElement.lang ?? "";
    const labels =
      WIDGET_LABELS[(language || navigator.language).slice(0, 2)] ?? WIDGET_LABELS["en"]!;
    const variant = this.getAttribute("variant");
    const make = (name: string, text: string, style = "") => {
      const element = document.createElement(name);
      element.textContent = text;
      element.className = style;
      return element;
    };
    const dot = (at: WidgetStatus) =>
      make("span", WIDGET_ICONS[WIDGET_STATUSES.indexOf(at)]!, `s${WIDGET_STATUSES.indexOf(at)}`);
    const failing = components.filter(
      ([, , own]) => own === "DOWN" || own === "PARTIAL" || own === "DEGRADED",
    );
    const summary =
      failing.length === 1
        ? `${failing[0]![1]}: ${labels[WIDGET_STATUSES.indexOf(failing[0]![2])]}`
        : labels[status === "UP" ? 6 : WIDGET_STATUSES.indexOf(status)]!;
    const link = document.createElement("a");
    link.href = /^https?:/.test(url) ? url : base;
    link.target = "_blank";
    link.rel = "noopener";
    link.setAttribute("part", "link");
    if (variant === "banner" && (status === "UP" || status === "UNKNOWN")) link.className = "q";
    link.append(dot(status), make("span", variant === "list" ? `${title}: ${summary}` : summary));
    const list = document.createElement("ul");
    for (const [, name, own] of variant === "list" ? components : []) {
      const item = document.createElement("li");
      const state = make("span", `${labels[WIDGET_STATUSES.indexOf(own)]} `);
      state.append(dot(own));
      item.append(make("span", name), state);
      list.append(item);
    }
    this.#root.replaceChildren(link, ...(list.childElementCount ? [list] : []));
    const rendered = JSON.stringify([status, components]);
    if (rendered === this.#lastText) return;
    this.#lastText = rendered;
    this.dispatchEvent(
      new CustomEvent("pharos:change", {
        bubbles: true,
        composed: true,
        detail: { status, components },
      }),
    );
  }
}

if (!customElements.get("pharos-status")) customElements.define("pharos-status", PharosStatus);
