/** What the bench of history needs of the product's own formats. */
export { packBars, unpackBars } from "../../worker/domain/history/bars";
export {
  histogramOf,
  mergeHistograms,
  packHistogram,
  quantile,
  unpackHistogram,
} from "../../worker/domain/history/histogram";
export { packChecks, unpackChecks } from "../../worker/domain/history/packed-checks";
