/** Signs requests to S3-compatible stores (AWS Signature Version 4, "Authenticating Requests: Using the Authorization Header"). */
import { createHash, createHmac } from "node:crypto";

export interface Keys {
  id: string;
  secret: string;
  region: string;
}

export interface Unsigned {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

const SERVICE = "s3";

/** The headers of the request, those that sign it included. @param now Unix ms; stores allow some 15 minutes of difference */
export function signed({ method, url, headers, body }: Unsigned, keys: Keys, now: number): Record<string, string> {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const day = stamp.slice(0, 8);
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    "x-amz-content-sha256": sha256(body),
    "x-amz-date": stamp,
  };
  const names = Object.keys(all).toSorted();
  const list = names.join(";");
  const query = [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).toSorted();
  const canonical = [
    method,
    url.pathname,
    query.join("&"),
    ...names.map((name) => `${name}:${all[name]?.trim() ?? ""}`),
    "",
    list,
    sha256(body),
  ].join("\n");
  const scope = `${day}/${keys.region}/${SERVICE}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical)].join("\n");
  const key = [day, keys.region, SERVICE, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${keys.secret}`);
  const signature = hmac(key, toSign).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.id}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
  return { ...all, authorization };
}

/** As the signature wants it: everything but letters, digits and `-._~` by its bytes. */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
