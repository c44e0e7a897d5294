import type { Config } from "../config/schema.ts";

/** What opens the ways on which people are told. */
export function channelSecrets({ telegram, max, email, webhooks }: Config["alerts"]): string[] {
  const own = [telegram?.token, telegram?.secret, max?.token, email?.password];
  return [...own, ...webhooks.map(({ secret }) => secret)].filter((key) => key !== undefined);
}
