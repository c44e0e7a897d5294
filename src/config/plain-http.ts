import { z } from "zod";
import { isLoopback } from "./loopback.ts";
import { CHECK } from "./messages.ts";
import type { Path } from "./sources.ts";

const asked = z.object({ allow_plain_http: z.boolean().optional().catch(undefined) });
const address = z.string().nullish().catch(undefined);

const signIn = z.object({ url: address }).optional().catch(undefined);

/** The services that are asked, as far as the file is valid. */
const services = z.object({
  accounts: z.array(asked.extend({ base_url: address }).catch({})).catch([]),
  cells: z.array(asked.extend({ url: address }).catch({})).catch([]),
  ai: asked
    .extend({
      base_url: address,
      sign_in: signIn,
      fallback: asked.extend({ base_url: address, sign_in: signIn }).optional().catch(undefined),
    })
    .catch({}),
  knowledge: asked.extend({ api_url: address }).catch({}),
  office: asked.extend({ url: address }).catch({}),
  standby: asked.extend({ endpoint: address }).catch({}),
  alerts: z
    .object({
      telegram: asked.extend({ api_root: address }).catch({}),
      max: asked.extend({ api_root: address }).catch({}),
      webhooks: z.array(asked.extend({ url: address }).catch({})).catch([]),
    })
    .catch({ telegram: {}, max: {}, webhooks: [] }),
});

/**
 * Whoever is on the way can read the keys and the buyers' words that go to another machine by plain HTTP, and change what
 * comes back. It has to be said in words that this is wanted.
 * @param raw the file's content as plain data, checked or not
 */
export function plainHttpProblems(raw: unknown): { path: Path; message: string }[] {
  const found = services.safeParse(raw, CHECK).data;
  if (!found) return [];
  const { accounts, cells, ai, knowledge, office, standby, alerts } = found;
  const places = [
    ...accounts.map((account, i) => ({ path: ["accounts", i, "base_url"], url: account.base_url, ...account })),
    ...cells.map((cell, i) => ({ path: ["cells", i, "url"], ...cell })),
    { path: ["ai", "base_url"], url: ai.base_url, ...ai },
    { path: ["ai", "sign_in", "url"], url: ai.sign_in?.url, allow_plain_http: ai.allow_plain_http },
    { path: ["ai", "fallback", "base_url"], url: ai.fallback?.base_url, ...ai.fallback },
    { path: ["ai", "fallback", "sign_in", "url"], url: ai.fallback?.sign_in?.url, ...ai.fallback },
    { path: ["knowledge", "api_url"], url: knowledge.api_url, ...knowledge },
    { path: ["office", "url"], url: office.url, ...office },
    { path: ["standby", "endpoint"], url: standby.endpoint, ...standby },
    { path: ["alerts", "telegram", "api_root"], url: alerts.telegram.api_root, ...alerts.telegram },
    { path: ["alerts", "max", "api_root"], url: alerts.max.api_root, ...alerts.max },
    ...alerts.webhooks.map((webhook, i) => ({ path: ["alerts", "webhooks", i, "url"], ...webhook })),
  ];
  return places
    .filter(({ url, allow_plain_http: isWanted }) => isWanted !== true && isPlain(url))
    .map(({ path }) => ({ path, message: MESSAGE }));
}

const MESSAGE =
  "keys and buyers' words would go to another machine unencrypted: give an https address, or say allow_plain_http: true beside it";

function isPlain(url: string | null | undefined): boolean {
  if (!url || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !isLoopback(hostname);
}
