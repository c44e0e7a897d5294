/** The stylesheet and the scripts of the pages. Their addresses name their content, so that browsers keep them for ever. */
import { createHash } from "node:crypto";
import { Hono } from "hono";
import { readAsset } from "../base/assets.ts";
import { packed, takesGzip } from "./deliver.ts";

const SCRIPT = "text/javascript; charset=utf-8";
const TYPES = {
  "design.css": "text/css; charset=utf-8",
  "page.js": SCRIPT,
  "keys.js": SCRIPT,
  "live.js": SCRIPT,
  "here.js": SCRIPT,
  "go.js": SCRIPT,
} as const;
type AssetName = keyof typeof TYPES;

interface Asset {
  content: string;
  path: string;
  /** With gzip, once somebody has asked for it. */
  packed?: Promise<Uint8Array<ArrayBuffer>>;
}

const assets = new Map<AssetName, Asset>();

function assetOf(name: AssetName): Asset {
  let asset = assets.get(name);
  if (!asset) {
    const content = readAsset(`data/web/${name}`).toString("utf8");
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
    assets.set(name, (asset = { content, path: `/assets/${hash}/${name}` }));
  }
  return asset;
}

function isAsset(name: string): name is AssetName {
  return Object.hasOwn(TYPES, name);
}

/** Where a page finds the asset: `/assets/1f2e…/design.css`. */
export function assetPath(name: AssetName): string {
  return assetOf(name).path;
}

/** Serves the assets to anybody: they say nothing about a shop. */
export function assetRoutes(): Hono {
  const app = new Hono();
  app.get("/assets/:hash/:name", async (c) => {
    const name = c.req.param("name");
    if (!isAsset(name)) return c.notFound();
    const asset = assetOf(name);
    if (c.req.path !== asset.path) return c.notFound();
    const headers = {
      "content-type": TYPES[name],
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    };
    if (!takesGzip(c)) return c.body(asset.content, 200, headers);
    asset.packed ??= packed(asset.content);
    return c.body(await asset.packed, 200, { ...headers, "content-encoding": "gzip" });
  });
  return app;
}
