/** The section `standby` of the configuration: where Litestream's copies and the epochs are. */
import { z } from "zod";

/** A place of copies: a folder, a bucket of an S3-compatible store, or a folder of an SFTP server. */
export type Replica =
  | { type: "folder"; path: string }
  | { type: "s3"; bucket: string; prefix: string }
  | { type: "sftp"; user: string; host: string; port: number; path: string };

const PATH = String.raw`((?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*)\/?$`;
const S3 = new RegExp(String.raw`^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])${PATH}`);
const SFTP = new RegExp(String.raw`^sftp:\/\/([\w.-]+)@([\w.-]+|\[[\da-fA-F:]+\])(?::(\d{1,5}))?${PATH}`);

/** @returns undefined for what is none of them */
export function replicaIn(text: string): Replica | undefined {
  const bucket = S3.exec(text);
  if (bucket) return { type: "s3", bucket: bucket[1] ?? "", prefix: (bucket[2] ?? "").slice(1) };
  const server = SFTP.exec(text);
  if (server) {
    const [, user = "", host = "", port = "22", path = ""] = server;
    return path === "" ? undefined : { type: "sftp", user, host: host.replace(/[[\]]/g, ""), port: Number(port), path };
  }
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
          "must be a folder (/mnt/copies/shop), s3://bucket/path or sftp://user@host/path, without a password",
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
      /** The file of the private key for an SFTP server, and the fingerprint of the server's own key. */
      key_file: z.string().min(1).optional(),
      host_key: z
        .string()
        .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "must be a fingerprint: SHA256: and 43 letters and digits")
        .optional(),
    })
    .refine(({ replica, key_id, secret: key }) => !replica.startsWith("s3:") || (key_id && key), {
      error: "an s3:// replica needs key_id and secret",
      path: ["key_id"],
    })
    .refine(({ replica, key_file, host_key }) => !replica.startsWith("sftp:") || (key_file && host_key), {
      error:
        "an sftp:// replica needs key_file and host_key (ssh-keyscan HOST | ssh-keygen -lf - shows its fingerprints)",
      path: ["host_key"],
    })
    .refine(({ replica, proxy }) => !replica.startsWith("sftp:") || proxy === undefined, {
      error: "an sftp:// replica is reached without a proxy",
      path: ["proxy"],
    });
}
