/**
 * Every question with its baseline, in the order of the document. `minutes` is how long the full form
 * takes; the short form of each takes at most three.
 */
export const QUESTIONS = {
  rooms: {
    asks: "what does it cost to tell 1,000 viewers what a tick found, beside Socket.IO?",
    minutes: 2,
    measure: async (folder) => (await import("./rooms.mjs")).measureRooms(folder),
  },
  crowd: {
    asks: "what does a crowd cost, and how does it come back when all of it is cut at once?",
    minutes: 4,
    measure: async (folder) => (await import("./crowd.mjs")).measureCrowd(folder),
  },
  thrift: {
    asks: "what does one browser receive in an hour of 1,000 endpoints, and after a cut?",
    minutes: 1,
    measure: async (folder) => (await import("./bandwidth.mjs")).measureBandwidth(folder),
  },
  million: {
    asks: "what would a million viewers cost, by the measured cost of a send?",
    minutes: 1,
    measure: async () => (await import("./million.mjs")).simulateMillion(),
  },
  tick: {
    asks: "what does a tick of 500 checks cost, and how soon does a socket know?",
    minutes: 2,
    measure: async (folder) => (await import("./tick.mjs")).measureTick(folder),
  },
  history: {
    asks: "how large are 90 days of 1,000 endpoints, and how long does a page wait for them?",
    minutes: 4,
    measure: async (folder) => (await import("./history.mjs")).measureHistory(folder),
  },
  doors: {
    asks: "what does signing in cost the Worker itself?",
    minutes: 4,
    measure: async (folder) => (await import("./sign-in.mjs")).measureSignIn(folder),
  },
  schedule: {
    asks: "1,000 endpoints every 60 s, 20 of them hanging: is each checked once a minute, none later than 5 s?",
    minutes: 12,
    measure: async (folder) => (await import("./schedule.mjs")).measureSchedule(folder),
  },
  kill: {
    asks: "`kill -9` of the runtime, or of Miniflare and all, at random moments: is anything lost, doubled or late?",
    minutes: 11,
    measure: async (folder) => (await import("./kill.mjs")).measureKill(folder),
  },
  cron: {
    asks: "cron as in production, then silent, then back: does the clock cover for it, and does everybody hear?",
    minutes: 7,
    measure: async (folder) => (await import("./cron.mjs")).measureCron(folder),
  },
  cuts: {
    asks: "a line between a real Chromium and the server that is cut, slow or swallows everything: who notices, and how soon?",
    minutes: 5,
    measure: async (folder) => (await import("./cuts.mjs")).measureCuts(folder),
  },
  chaos: {
    asks: "500 endpoints flap, one channel is dead and one slow, ten times `kill -9`: who is told what, and how often?",
    minutes: 20,
    measure: async (folder) => (await import("./chaos.mjs")).measureChaos(folder),
  },
  notify: {
    asks: "how long from the answer that decides a status to the request at a healthy webhook?",
    minutes: 5,
    measure: async (folder) => (await import("./notify.mjs")).measureNotify(folder),
  },
  flips: {
    asks: "how long from the answer that decides a status to the screen: page, widget, and a page without a socket?",
    minutes: 4,
    measure: async (folder) => (await import("./flips.mjs")).measureFlips(folder),
  },
  public: {
    asks: "what does a crowd at a public page cost, beside the same page made anew each time?",
    minutes: 4,
    measure: async (folder) => (await import("./public.mjs")).measurePublic(folder),
  },
  lighthouse: {
    asks: "what does Lighthouse say of the public page of the demo?",
    minutes: 3,
    measure: async (folder) => (await import("./lighthouse.mjs")).measureLighthouse(folder),
  },
};
