/** The section `standby` of the configuration: where Litestream's copies and the epochs are. */
import { z } from "zod";

/** A place of copies: a folder, or a bucket of an S3-compatible store. */
export type Replica = { type: "folder"; path: string } | { type: "s3"; bucket: string; prefix: string };

const S3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*)\/?$/;

/** @returns undefined for what is neither */
export function replicaIn(text: string): Replica | undefined {
  const found = S3.exec(text);
  if (found) return { type: "s3", bucket: found[1] ?? "", prefix: (found[2] ?? "").slice(1) };
  const path = text.replace(/^file:\/\/(?=\/)/, "");
  return path === "" || /^\w+:/.test(path) ? undefined : { type: "folder", path };
}

export interface Forms {
  secret: z.ZodType<string>;
  baseUrl: z.ZodType<string>;
  proxy: z.ZodType<string>;
}

export function standbySchema({ secret, baseUrl, proxy }: Forms) {
  return z
    .strictObject({
      replica: z
        .string()
        .refine(
          (text) => replicaIn(text) !== undefined,
          "must be a folder (/mnt/copies/shop) or s3://bucket/path; SFTP is not supported",
        ),
      /** Of a store that is not Amazon's. */
      endpoint: baseUrl.optional(),
      region: z
        .string()
        .regex(/^[\w-]{1,40}$/, "must be the name of a region")
        .default("us-east-1"),
      key_id: z.string().min(1).optional(),
      secret: secret.optional(),
      allow_plain_http: z.boolean().optional(),
      proxy: proxy.optional(),
    })
    .refine(({ replica, key_id, secret: key }) => !replica.startsWith("s3:") || (key_id && key), {
      error: "an s3:// replica needs key_id and secret",
      path: ["key_id"],
    });
}
