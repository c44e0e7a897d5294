/** The inbox in a real Chromium: what is transferred, and when something is to be seen. */
import type { Browser, BrowserContext } from "playwright-core";
import { launchChromium } from "../../test/support/chromium.ts";
import { percentile } from "../payload.ts";

export interface Visit {
  /** Bytes on the wire, headers included, at the first visit and with everything kept that may be kept. */
  firstBytes: number;
  againBytes: number;
  /** Milliseconds from the click to the first paint, the median, for the same two, and for a page with next to nothing on it. */
  firstPaint: number;
  againPaint: number;
  emptyPaint: number;
  /** Milliseconds until a row's card is painted: by a whole page, and by a click, after which the script exchanges it. */
  rowByPage: number;
  rowByPart: number;
}

const VISITS = 9;

export async function visitInbox(url: string, session: string): Promise<Visit> {
  const browser = await launchChromium();
  const seen: Record<"first" | "again" | "empty" | "row", Seen[]> = { first: [], again: [], empty: [], row: [] };
  const parts: number[] = [];
  try {
    // The first one warms the browser itself.
    for (let i = 0; i <= VISITS; i++) {
      const context = await signedIn(browser, url, session);
      const first = await look(context, `${url}/inbox`);
      const again = await look(context, `${url}/inbox`);
      const empty = await look(context, `${url}/link`);
      const rows = await rowsOf(context, `${url}/inbox`);
      const row = await look(context, url + (rows[i] ?? "/inbox"));
      const part = await exchangeCard(context, `${url}/inbox`, rows[i + 1] ?? rows[0] ?? "");
      await context.close();
      if (i === 0) continue;
      seen.first.push(first);
      seen.again.push(again);
      seen.empty.push(empty);
      seen.row.push(row);
      parts.push(part);
    }
  } finally {
    await browser.close();
  }
  const median = (list: Seen[], of: keyof Seen): number =>
    percentile(
      list.map((one) => one[of]),
      0.5,
    );
  return {
    firstBytes: median(seen.first, "bytes"),
    againBytes: median(seen.again, "bytes"),
    firstPaint: median(seen.first, "paint"),
    againPaint: median(seen.again, "paint"),
    emptyPaint: median(seen.empty, "paint"),
    rowByPage: median(seen.row, "paint"),
    rowByPart: percentile(parts, 0.5),
  };
}

interface Seen {
  bytes: number;
  paint: number;
}

async function signedIn(browser: Browser, url: string, session: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([
    { name: `session-${new URL(url).port}`, value: session, url, httpOnly: true, sameSite: "Lax" },
  ]);
  return context;
}

/** The addresses of the items in the list. */
async function rowsOf(context: BrowserContext, address: string): Promise<string[]> {
  const page = await context.newPage();
  await page.goto(address);
  const rows = (await page.evaluate(
    `[...document.querySelectorAll(".row > a")].map((link) => link.getAttribute("href"))`,
  )) as string[];
  await page.close();
  return rows;
}

/** A click on a row, whose card the page's script exchanges. @returns ms until it is painted */
async function exchangeCard(context: BrowserContext, address: string, row: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(address);
  const took = (await page.evaluate(`(async () => {
    const link = [...document.querySelectorAll(".row > a")].find((one) => one.getAttribute("href") === ${JSON.stringify(row)});
    const start = performance.now();
    const exchanged = new Promise((resolve) => document.addEventListener("exchanged", resolve, { once: true }));
    link.click();
    await exchanged;
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    return performance.now() - start;
  })()`)) as number;
  await page.close();
  return took;
}

async function look(context: BrowserContext, address: string): Promise<Seen> {
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  let bytes = 0;
  wire.on("Network.loadingFinished", ({ encodedDataLength }) => void (bytes += encodedDataLength));
  await page.goto(address, { waitUntil: "load" });
  const paint = (await page.evaluate(`new Promise((resolve) => {
    const seen = () => performance.getEntriesByName("first-paint")[0]?.startTime;
    const wait = () => (seen() === undefined ? setTimeout(wait, 5) : resolve(seen()));
    wait();
  })`)) as number;
  await page.close();
  return { bytes, paint };
}
