/** Managers who click: each looks at lists and items, and now and then decides. */
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import { createVisitor, type Visitor } from "./visitor.ts";

/** A manager clicks again after so long, ms, at random: a page is read before it is left. */
const [SHORTEST, LONGEST] = [2000, 6000];

const LISTS = [
  "/inbox",
  "/inbox?tab=urgent",
  "/inbox?tab=questions",
  "/inbox?tab=all&sort=newest",
  "/inbox?mp=wb&stars=1&stars=2",
  "/inbox?topic=quality&has=text",
  "/inbox?tab=all&q=%D0%BF%D0%BB%D0%B0%D1%82%D1%8C%D1%8F",
  "/inbox?q=%D0%BC%D0%BE%D0%BB%D0%BD%D0%B8%D1%8F",
  "/sent",
];

export interface Clicks {
  /** How long each click took, ms. */
  took: number[];
  decisions: number;
}

/** Lets them click for so long, ms, and adds what came of it to `clicks`; the chance has a seed for each. */
export async function letClick(url: string, sessions: readonly string[], forMs: number, clicks: Clicks): Promise<void> {
  const until = performance.now() + forMs;
  await Promise.all(sessions.map((session, i) => clickUntil(until, createVisitor(url, session), i + 1, clicks)));
}

async function clickUntil(until: number, visitor: Visitor, seed: number, clicks: Clicks): Promise<void> {
  const random = createRandom(seed);
  await sleep(random.between(0, LONGEST));
  let html = await visitor.page("/inbox");
  while (performance.now() < until) {
    const start = performance.now();
    html = await click(visitor, html, random, clicks);
    clicks.took.push(performance.now() - start);
    await sleep(random.between(SHORTEST, LONGEST));
  }
  await visitor.close();
}

/** Of ten clicks six open an item, three a list, one puts an item aside. */
async function click(visitor: Visitor, html: string, random: Random, clicks: Clicks): Promise<string> {
  const items = [...html.matchAll(/href="(\/inbox\/\d+[^"]*)"/g)].map(([, path = ""]) => path.replaceAll("&amp;", "&"));
  const skip = /action="(\/items\/\d+\/skip)"/.exec(html)?.[1];
  const version = /name="version" value="(\d+)"/.exec(html)?.[1];
  const what = random.fraction();
  if (what < 0.1 && skip !== undefined && version !== undefined) {
    clicks.decisions++;
    return visitor.send(skip, { version, reason: "Повтор", next: "/inbox" });
  }
  return visitor.page(random.pick(what < 0.7 && items.length > 0 ? items : LISTS));
}
