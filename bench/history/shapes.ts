/** What the bench of history needs of the product's own formats. */
export { packBars, unpackBars } from "../../worker/domain/bars";
export {
  histogramOf,
  mergeHistograms,
  packHistogram,
  quantile,
  unpackHistogram,
} from "../../worker/domain/histogram";
export { packChecks, unpackChecks } from "../../worker/domain/packed-checks";
