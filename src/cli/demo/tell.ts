/** What the demo prints at its end: examples, counts, verdict, what to do next, and the way into the pages. */
import { join } from "node:path";
import type { App } from "../../app.ts";
import type { Context } from "../context.ts";
import type { DemoPage } from "./page.ts";
import { samplePairs } from "./samples.ts";
import { summaryTable, verdict, type Summary } from "./summary.ts";

/** What is left when the work is done: the folder, and the pages that go on. */
export interface Kept {
  folder: string;
  page: DemoPage;
}

export function tell(context: Context, { db }: App, summary: Summary, kept?: Kept): void {
  const { paint, io } = context;
  const left = kept && { kept: kept.folder, link: kept.page.link };
  context.print({ ...summary, ...left }, () =>
    [samplePairs(db, paint), "", summaryTable(summary, io.stdout.columns || 100), "", verdict(summary, paint)].join(
      "\n",
    ),
  );
  context.hint(`${kept ? whereKept(kept) : ""}\n${whatNext(context)}`);
  if (kept && !context.globals.json) tellLink(context, kept.page);
}

function whereKept({ folder }: Kept): string {
  const config = join(folder, "reputation.yaml");
  return `
Kept: ${folder}
  reputation inbox --config ${config}
  reputation user link demo --config ${config}    (another link, once this one has been used)
`;
}

function whatNext({ io }: Context): string {
  // From a clone there is no command of that name yet.
  const [node = "", program = ""] = process.argv;
  const name = io.env["npm_lifecycle_event"] === "demo" ? `  alias reputation="${node} ${program}"\n` : "";
  return `Next:
${name}  reputation sandbox      the same marketplaces to play with, each step by hand
  reputation init         a configuration for your own shops`;
}

/** The address comes last, on a line of its own: it is what a newcomer copies. */
function tellLink(context: Context, { link }: DemoPage): void {
  context.hint(`
The managers' pages go on with this shop until Ctrl-C. Open this link in a browser on this computer: it signs you in
without a password, once, until ${link.expires_at}:`);
  context.print(link, () => link.address);
}
