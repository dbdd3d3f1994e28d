/** Of the widget's link with its border, of the gap below it, and of one of its lines, in pixels. */
const [LINK, GAP, LINE] = [28.6, 7, 29.4];

/** How high a frame is that shows all of the widget, each component on one line. */
export const frameHeight = (variant: "badge" | "list", components: number): number =>
  Math.ceil(variant === "badge" || components === 0 ? LINK : LINK + GAP + LINE * components);
