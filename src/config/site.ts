import type { Config } from "./schema.ts";

/** The page's address on the computer of the daemon, whatever stands before it. */
export function ownAddress({ listen, tls }: Config["http"]): string {
  return `${tls ? "https" : "http"}://${listen.replace(/^(0\.0\.0\.0|\[::\]):/, "127.0.0.1:")}`;
}

/** Where people find the page. */
export function siteAddress(http: Config["http"]): string {
  return http.public_url ?? ownAddress(http);
}

/** Where messages say that the page is. */
export function pageAddress({ alerts, http }: Pick<Config, "alerts" | "http">): string {
  return alerts.page_url ?? siteAddress(http);
}
