import { resolve } from "node:path";
import { builtInSamples, readSamples, type SampleItem } from "../sandbox/samples.ts";

interface Which {
  /** A file of JSON Lines. */
  reviews: string | undefined;
  /** At most so many. */
  count: number | undefined;
}

/** The reviews of `--reviews`, at most `--count`; undefined without both: the built-in ones. */
export async function samplesOf({ reviews, count }: Which, cwd: string): Promise<SampleItem[] | undefined> {
  if (reviews !== undefined) return readSamples(resolve(cwd, reviews)).slice(0, count);
  return count === undefined ? undefined : builtInSamples().slice(0, count);
}
