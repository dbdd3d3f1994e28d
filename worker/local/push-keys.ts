/** Keys of a browser that does not exist, and of a sender to it: for tests alone. */
export const PUSH_KEYS = {
  client: {
    p256dh:
      "BBUl7tcScF5IZLfH1i66A90Xm2uliwVntcat2Zy8IabM-Lqy6RKOAPUyrsYL78HWDXQj1ZbU4PzeNm5e0JjQqmk",
    auth: "std2wg565ae0whtjgZ5XmQ",
  },
  /** With which the browser would read. */
  clientPrivate: "mJXyjynFEPLKLfn6-vCYC3syb32-lp4wwekHczLgneM",
  vapid: {
    publicKey:
      "BPDET_-BjmC6XAccJawrsdsszwvwCISUblvDw7bppkWg2DAq1Kn3DKT4VrklLoKm0yxZLfWAuZJTdCUuABCbMig",
    privateKey: "L--3LtiY_eDmk1IFMOTb5veP3pt6GWpAiwuHo_bjmyM",
  },
};
