import { z } from "zod";
import { decodeWbToken } from "../domain/wb-token.ts";
import { isLoopback } from "./loopback.ts";
import { NOT_READ } from "./sources.ts";

const text = z.string().trim().catch("");

/** The fields of an account that tell whose cabinet it is; whatever is missing or wrong counts as not said. */
export const cabinetFields = z.object({
  platform: text,
  base_url: text,
  token: text,
  client_id: text,
  business_id: z.coerce.number().catch(Number.NaN),
});
type CabinetFields = z.infer<typeof cabinetFields>;

/** What makes two accounts the same cabinet. */
interface Sign {
  /** The field that says it. */
  field: "token" | "client_id" | "business_id";
  /** What both have in common, for the message; never the key itself. */
  shared: string;
  value: string;
}

/** Two accounts of the configuration that open the same cabinet. */
export interface SameCabinet {
  first: number;
  second: number;
  field: Sign["field"];
  shared: string;
}

/**
 * Finds cabinets that are configured twice: every review in them would be polled, counted and answered twice. Each
 * account is reported once, with the first account before it that has the same cabinet.
 */
export function sameCabinets(accounts: readonly CabinetFields[]): SameCabinet[] {
  const known = new Map<string, number>();
  return accounts.flatMap((account, second) => {
    const signs = signsOf(account).map((sign) => ({
      ...sign,
      key: [place(account), sign.field, sign.value].join("\n"),
    }));
    const twin = signs.find(({ key }) => known.has(key));
    for (const { key } of signs) if (!known.has(key)) known.set(key, second);
    if (twin === undefined) return [];
    const first = known.get(twin.key) ?? second;
    return [{ first, second, field: twin.field, shared: twin.shared }];
  });
}

function signsOf({ platform, token, client_id, business_id }: CabinetFields): Sign[] {
  if (platform === "ozon") return client_id ? [{ field: "client_id", shared: "client_id", value: client_id }] : [];
  if (platform === "ym") {
    if (!Number.isFinite(business_id)) return [];
    return [{ field: "business_id", shared: "business_id", value: String(business_id) }];
  }
  if (platform !== "wb" || !token || NOT_READ.test(token)) return [];
  const bare = token.replace(/^Bearer\s+/i, "");
  const { sellerId } = decodeWbToken(bare);
  const signs: Sign[] = [{ field: "token", shared: "token", value: bare }];
  return sellerId === null ? signs : [...signs, { field: "token", shared: "WB seller in the token", value: sellerId }];
}

/** The marketplace, or one simulation of it: those on different ports of this machine are different shops. */
function place({ platform, base_url }: CabinetFields): string {
  const url = URL.canParse(base_url) ? new URL(base_url) : null;
  const isHere = url !== null && isLoopback(url.hostname);
  return isHere ? `${platform} ${url.port}` : platform;
}
