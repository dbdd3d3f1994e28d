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

const home = new URL((document.currentScript as HTMLScriptElement).src).origin;

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
  #isSeen = false;
  #root = this.attachShadow({ mode: "open" });
  #observer = new IntersectionObserver(([entry]) => this.#see(entry!.isIntersecting));
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
    this.#isSeen = false;
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

  #see(isSeen: boolean) {
    this.#isSeen = isSeen || this.getAttribute("variant") === "banner";
    this.#follow();
  }

  async #read() {
    const page = this.getAttribute("page");
    if (page === this.#reading) return;
    this.#reading = page;
    let isNew = false;
    try {
      const answer = await fetch(`${home}/status/${encodeURIComponent(page ?? "")}/widget.json`);
      if (!answer.ok) throw answer;
      const state = (await answer.json()) as State;
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
      for (const one of state.components) one[2] = "UNKNOWN";
      this.#render();
    }
    this.#later(POLL_MS);
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
    const isWanted = this.#isSeen && !document.hidden && this.isConnected;
    if (!isWanted) this.#stop();
    else if (!this.#state) void this.#read();
    else if (!this.#socket) this.#connect();
  }

  #connect() {
    const { epoch, seq } = this.#state!.live;
    const url = `${home.replace("http", "ws")}/api/v1/rooms/page:${this.getAttribute("page")}?v=1&epoch=${epoch}&since=${seq}`;
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
        this.#later(this.#fails > 3 || code > 4_399 ? POLL_MS : wait);
      };
    } catch {
      this.#later(POLL_MS);
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
      return this.#later(500 + Math.random() * 1_500);
    }
    const fresh = events.slice(Math.max(0, events.length - (seq - live.seq)));
    live.seq = Math.max(seq, live.seq);
    for (const { type: name, data } of fresh) {
      if (/^page/.test(name)) this.#later(1_000 + Math.random() * 1_500);
      const one = state.components.find(([id]) => id === data.componentId);
      if (one) one[2] = data.currentStatus;
    }
    if (!fresh.length) return;
    const all = state.components.map(([, , status]) => status);
    const worst =
      WIDGET_STATUSES[Math.max(...all.map((status) => WIDGET_STATUSES.indexOf(status)))] ??
      "UNKNOWN";
    state.status = worst === "DOWN" && all.some((status) => status !== "DOWN") ? "PARTIAL" : worst;
    this.#render();
  }

  #later(ms: number) {
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
    const asked = this.getAttribute("language") ?? document.documentElement.lang ?? "";
    const words = WIDGET_LABELS[(asked || navigator.language).slice(0, 2)] ?? WIDGET_LABELS["en"]!;
    const variant = this.getAttribute("variant");
    const make = (name: string, text: string, style = "") => {
      const element = document.createElement(name);
      element.textContent = text;
      element.className = style;
      return element;
    };
    const dot = (at: WidgetStatus) =>
      make("span", WIDGET_ICONS[WIDGET_STATUSES.indexOf(at)]!, `s${WIDGET_STATUSES.indexOf(at)}`);
    const wrong = components.filter(
      ([, , one]) => one === "DOWN" || one === "PARTIAL" || one === "DEGRADED",
    );
    const say =
      wrong.length === 1
        ? `${wrong[0]![1]}: ${words[WIDGET_STATUSES.indexOf(wrong[0]![2])]}`
        : words[status === "UP" ? 6 : WIDGET_STATUSES.indexOf(status)]!;
    const link = document.createElement("a");
    link.href = /^https?:/.test(url) ? url : home;
    link.target = "_blank";
    link.rel = "noopener";
    link.setAttribute("part", "link");
    if (variant === "banner" && (status === "UP" || status === "UNKNOWN")) link.className = "q";
    link.append(dot(status), make("span", variant === "list" ? `${title}: ${say}` : say));
    const list = document.createElement("ul");
    for (const [, name, one] of variant === "list" ? components : []) {
      const item = document.createElement("li");
      const state = make("span", `${words[WIDGET_STATUSES.indexOf(one)]} `);
      state.append(dot(one));
      item.append(make("span", name), state);
      list.append(item);
    }
    this.#root.replaceChildren(link, ...(list.childElementCount ? [list] : []));
    const said = JSON.stringify([status, components]);
    if (said === this.#lastText) return;
    this.#lastText = said;
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
