/**
 * <pharos-status page="..."> on other people's sites. No framework, no cookies, text only; three
 * kilobytes. It shows what is kept first, and listens only while it is seen.
 */
type Status = "UP" | "DEGRADED" | "PARTIAL" | "DOWN" | "MAINTENANCE" | "UNKNOWN";
type State = {
  title: string;
  url: string;
  status: Status;
  components: [id: string, name: string, status: Status][];
  live: { epoch: string; seq: number };
};
type Frame = {
  type: string;
  seq: number;
  resumed?: boolean;
  epoch?: string;
  events?: { type: string; data: { componentId: string; currentStatus: Status } }[];
};

const home = new URL((document.currentScript as HTMLScriptElement).src).origin;

const ORDER: Status[] = ["UP", "UNKNOWN", "MAINTENANCE", "DEGRADED", "PARTIAL", "DOWN"];
const WORDS: Record<string, string[]> = {
  en: [
    "Operational",
    "Unknown",
    "Maintenance",
    "Slow",
    "Partly down",
    "Down",
    "All systems operational",
  ],
  ko: [
    "정상",
    "확인되지 않음",
    "유지보수 중",
    "느림",
    "일부 장애",
    "장애",
    "모든 시스템이 정상입니다",
  ],
};
const MARKS = ["●", "○", "◆", "▲", "◧", "✕"];
const COLOURS = [
  "#1a7f37,#4ac26b",
  "#6e7781,#9198a1",
  "#2563c9,#79a8f5",
  "#9a6700,#e3b341",
  "#cf222e,#ff7b72",
  "#cf222e,#ff7b72",
];
const POLL_MS = 60_000;

const css = `:host{display:inline-block;min-height:2em;font:var(--pharos-font,14px/1.4 system-ui,sans-serif);color:var(--pharos-color,light-dark(#1f2328,#f0f3f6));color-scheme:light dark}
:host([hidden]),.q{display:none}:host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}
:host([variant=list]){display:block}:host([variant=banner]){display:block;min-height:0}
a{display:inline-flex;gap:.5em;align-items:baseline;padding:.25em .7em;border:1px solid var(--pharos-border,light-dark(#d0d7de,#3d444d));border-radius:var(--pharos-radius,8px);background:var(--pharos-background,light-dark(#fff,#151b23));color:inherit;text-decoration:none}
:host([variant=banner]) a{position:fixed;z-index:9999;right:1em;bottom:1em;box-shadow:0 4px 16px #0003}
:host([position*=left]) a{right:auto;left:1em}:host([position*=top]) a{bottom:auto;top:1em}
ul{list-style:none;margin:.5em 0 0;padding:0}li{display:flex;gap:.5em;justify-content:space-between;padding:.35em .2em}
${COLOURS.map((pair, index) => `.s${index}{color:light-dark(${pair})}`).join("")}`;

class PharosStatus extends HTMLElement {
  static observedAttributes = ["page", "variant", "language"];
  #state?: State;
  #socket?: WebSocket;
  #timer = 0;
  #fails = 0;
  #said = "";
  #isSeen = false;
  #root = this.attachShadow({ mode: "open" });
  #observer = new IntersectionObserver(([entry]) => this.#see(entry!.isIntersecting));
  #wake = () => this.#follow();

  connectedCallback() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
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
    try {
      const answer = await fetch(`${home}/status/${page}/widget.json`);
      if (!answer.ok) throw answer;
      const state = (await answer.json()) as State;
      if (page !== this.getAttribute("page")) return;
      this.#state = state;
      this.#render();
      this.#follow();
    } catch {
      this.#later(POLL_MS);
    }
  }

  /** Listens while it is seen, and not otherwise. */
  #follow() {
    const isWanted = this.#isSeen && !document.hidden && this.isConnected;
    if (!isWanted) this.#stop();
    else if (this.#state && !this.#socket) this.#connect();
  }

  #connect() {
    const { epoch, seq } = this.#state!.live;
    const url = `${home.replace("http", "ws")}/api/v1/rooms/page:${this.getAttribute("page")}?v=1&epoch=${epoch}&since=${seq}`;
    try {
      const socket = (this.#socket = new WebSocket(url));
      const ping = setInterval(() => socket.readyState === 1 && socket.send("ping"), 27_000);
      socket.onmessage = ({ data }) =>
        data !== "pong" && this.#hear(JSON.parse(data as string) as Frame);
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

  #hear({ type, seq, resumed, events = [], epoch }: Frame) {
    const state = this.#state!;
    const { live } = state;
    this.#fails = 0;
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
    const worst = ORDER[Math.max(...all.map((status) => ORDER.indexOf(status)))] ?? "UNKNOWN";
    state.status = worst === "DOWN" && all.some((status) => status !== "DOWN") ? "PARTIAL" : worst;
    this.#render();
  }

  #later(ms: number) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.isConnected && void this.#read(), ms);
  }

  #stop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #render() {
    const state = this.#state;
    if (!state) return;
    const { title, url, status, components } = state;
    const asked = this.getAttribute("language") ?? document.documentElement.lang ?? "";
    const words = WORDS[(asked || navigator.language).slice(0, 2)] ?? WORDS["en"]!;
    const variant = this.getAttribute("variant");
    const make = (name: string, text: string, style = "") => {
      const element = document.createElement(name);
      element.textContent = text;
      element.className = style;
      return element;
    };
    const dot = (at: Status) => make("span", MARKS[ORDER.indexOf(at)]!, `s${ORDER.indexOf(at)}`);
    const wrong = components.filter(
      ([, , one]) => one === "DOWN" || one === "PARTIAL" || one === "DEGRADED",
    );
    const say =
      wrong.length === 1
        ? `${wrong[0]![1]}: ${words[ORDER.indexOf(wrong[0]![2])]}`
        : words[status === "UP" ? 6 : ORDER.indexOf(status)]!;
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
      const state = make("span", `${words[ORDER.indexOf(one)]} `);
      state.append(dot(one));
      item.append(make("span", name), state);
      list.append(item);
    }
    this.#root.replaceChildren(link, ...(list.childElementCount ? [list] : []));
    const said = JSON.stringify([status, components]);
    if (said === this.#said) return;
    this.#said = said;
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
