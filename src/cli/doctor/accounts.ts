import type { Outside } from "../../outside.ts";
import { DAY_MS, type Clock } from "../../base/clock.ts";
import type { AccountConfig } from "../../config/schema.ts";
import { ITEM_TYPES } from "../../domain/platform.ts";
import { causeChain, ReputationError } from "../../base/errors.ts";
import type { Access } from "../../marketplaces/marketplace.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

type Connected = Outside["marketplaces"] extends ReadonlyMap<string, infer M> ? M : never;

/** The clock difference above which signatures and "since" times at a marketplace begin to fail. */
const SKEW_MS = 30_000;
/** A marketplace that does not answer must not hold up the other checks. */
const PATIENCE_MS = 60_000;

/** Asks an account's marketplace what the key is and may do, and reads what is new. Nothing is changed there. */
export async function checkAccount(account: AccountConfig, marketplace: Connected, clock: Clock): Promise<Finding[]> {
  const { id } = account;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const access = await marketplace.checkAccess(signal);
    const findings = [ok(id, inWords(account, access, clock.now()))];
    findings.push(...access.warnings.map((text) => warning(id, text)));
    findings.push(...(await checkReading(id, marketplace, access, clock, signal)));
    return [...findings, ...checkConnection(id, marketplace)];
  } catch (error) {
    return [refused(id, error)];
  }
}

function inWords({ platform }: AccountConfig, { seller, key, expiresAt }: Access, now: number): string {
  const days = expiresAt === null ? "no expiry told" : `${Math.floor((expiresAt - now) / DAY_MS)} days left`;
  return [platform, seller, key, days].filter(Boolean).join(" · ");
}

/** Reads the first page of the last day. A WB Basic token has no request left for it. */
async function checkReading(
  id: string,
  marketplace: Connected,
  { key }: Access,
  clock: Clock,
  signal: AbortSignal,
): Promise<Finding[]> {
  if (key.startsWith("Basic"))
    return [warning(id, "reading was not tried: a Basic token has one request in 12 minutes")];
  const findings: Finding[] = [];
  for (const itemType of ITEM_TYPES) {
    const query = { itemType, since: clock.now() - DAY_MS, isKnown: () => true };
    try {
      let found = 0;
      for await (const page of marketplace.list(query, signal)) {
        found += page.items.length;
        for (const { reason } of page.quarantined)
          findings.push(warning(id, `a ${itemType} cannot be read: ${reason}`));
        break;
      }
      findings.push(ok(id, `${itemType}s can be read (${found} on the first page of the last day)`));
    } catch (error) {
      findings.push(refused(id, error));
    }
  }
  return findings;
}

function checkConnection(id: string, marketplace: Connected): Finding[] {
  const { clockSkewMs, requestsLeft } = marketplace.observed();
  const findings: Finding[] = [];
  if (requestsLeft !== null) findings.push(ok(id, `${requestsLeft} requests left in the tightest limit`));
  if (clockSkewMs !== null && Math.abs(clockSkewMs) > SKEW_MS) {
    const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
    const side = clockSkewMs > 0 ? "behind" : "ahead of";
    findings.push(
      warning(id, `this machine's clock is ${seconds} s ${side} the marketplace's`, "Set it: timedatectl set-ntp true"),
    );
  }
  return findings;
}

function refused(id: string, error: unknown): Finding {
  const hint = error instanceof ReputationError ? (error.hint ?? null) : null;
  return failed(id, causeChain(error), hint);
}
