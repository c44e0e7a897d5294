/** The section `http` of the configuration. */
import { z } from "zod";
import { isLoopback } from "./loopback.ts";

const LISTEN = /^(\[[0-9a-fA-F:]+\]|[\w.-]+):(\d{1,5})$/;
const HOST = /^(\[[0-9a-fA-F:]+\]|[\w.-]+)$/;

/** Where people and links find the page: another machine's browser gets there by https only. */
const publicUrl = z
  .url({ protocol: /^https?$/, error: "must be an https address" })
  .refine((text) => !URL.canParse(text) || isOrigin(new URL(text)), "must not have a path, a query or a password")
  .refine(
    (text) => !URL.canParse(text) || text.startsWith("https:") || isLoopback(new URL(text).hostname),
    "must be an https address; http is for this machine only",
  )
  .transform((text) => new URL(text).origin);

/** An address, or a network like 10.0.0.0/8. */
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: "must be an address, or a network like 10.0.0.0/8",
});

/**
 * @param secret the form of a token
 * @param proxy the form of a way out
 */
export function httpSchema(secret: z.ZodType<string>, proxy: z.ZodType<string>) {
  return z.strictObject({
    listen: z
      .string()
      .refine((text) => Number(LISTEN.exec(text)?.[2] ?? 65_536) <= 65_535, "must be host:port, port 0 to 65535")
      .default("127.0.0.1:8787"),
    public_url: publicUrl.optional(),
    hosts: z.array(z.string().regex(HOST, "must be a host name or an address, without a port")).default([]),
    tls: z.strictObject({ cert_file: z.string().min(1), key_file: z.string().min(1) }).optional(),
    proxy: z.strictObject({ trusted: z.array(network).min(1, "must list at least one address") }).optional(),
    token: secret.optional(),
    tokens: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[\w.-]{1,60}$/, "a name of letters, digits, . _ -"),
          token: secret,
          role: z.enum(["read", "manager", "admin"]).default("read"),
          brands: z.array(z.string()).min(1).optional(),
        }),
      )
      .default([]),
    /** Lets a hub in, which shows this daemon's items beside those of others. */
    hub: z.strictObject({ token: secret }).optional(),
    cors_origin: z.url().nullish(),
    sign_in: z
      .strictObject({
        /** A proxy that signs people in and names them in a header. */
        header: z
          .strictObject({
            name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, "must be the name of a header, like X-Remote-User"),
            from: z.array(network).min(1, "must list at least one address"),
            secret,
          })
          .optional(),
        /** A provider of OpenID Connect. */
        oidc: z
          .strictObject({
            name: z.string().min(1).max(40),
            issuer: z
              .url({ protocol: /^https?$/, error: "must be an https address" })
              .refine(
                (text) => !URL.canParse(text) || text.startsWith("https:") || isLoopback(new URL(text).hostname),
                "must be an https address; http is for this machine only",
              ),
            client_id: z.string().min(1),
            client_secret: secret,
            proxy: proxy.optional(),
          })
          .optional(),
      })
      .default({}),
  });
}

function isOrigin({ pathname, search, hash, username, password }: URL): boolean {
  return pathname === "/" && [search, hash, username, password].every((part) => part === "");
}
