/** @jsxImportSource hono/jsx */
import type { Texts } from "../texts/texts.ts";
import { Icon } from "./icons.tsx";

interface FindProps {
  say: Texts;
  /** The words that are searched for. */
  q: string | undefined;
  hint: string;
  /** How many filters are set besides. */
  set?: number;
}

/** The beginning of a bar of filters: the words, and on a telephone the way to the rest, which stands in `#facets`. */
export function Find({ say, q = "", hint, set = 0 }: FindProps) {
  const { filters } = say.web;
  return (
    <>
      <div class="find">
        <Icon name="search" />
        <input type="search" name="q" aria-label={filters.find} placeholder={hint} value={q} />
      </div>
      <button type="button" class="btn open-facets" popovertarget="facets">
        <Icon name="funnel" />
        {filters.name} {set > 0 && <span class="n">{set}</span>}
      </button>
    </>
  );
}
