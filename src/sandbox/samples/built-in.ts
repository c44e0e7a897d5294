import type { SampleItem } from "../samples.ts";
import { OZON_SAMPLES } from "./ozon.ts";
import { WB_SAMPLES } from "./wb.ts";
import { YM_SAMPLES } from "./ym.ts";

/** What the shops hold unless told otherwise, the three marketplaces by turns. */
export const BUILT_IN_SAMPLES: readonly SampleItem[] = WB_SAMPLES.flatMap((sample, index) =>
  [sample, OZON_SAMPLES[index], YM_SAMPLES[index]].filter((other) => other !== undefined),
);
