/** The stylesheet and the scripts of the pages. Their addresses name their content, so that browsers keep them for ever. */
import { createHash } from "node:crypto";
import { Hono } from "hono";
import { readAsset } from "../base/assets.ts";
import { packed, takesGzip } from "./deliver.ts";

/**
 * What a page loads, and the files of `data/web/` that it is put together from. A page loads one script: each further one
 * would be asked for while the stylesheet is waited for, without which nothing is painted.
 */
const PARTS = {
  "design.css": ["design.css"],
  "page.js": ["page.js"],
  "signed-in.js": ["page.js", "keys.js"],
  "inbox.js": ["page.js", "go.js", "live.js", "here.js", "keys.js"],
} as const;
type AssetName = keyof typeof PARTS;
export type ScriptName = Exclude<AssetName, "design.css">;

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
    const content = contentOf(name);
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
    assets.set(name, (asset = { content, path: `/assets/${hash}/${name}` }));
  }
  return asset;
}

/** The files of a script are each in a block, where their names are their own: a module is strict. */
function contentOf(name: AssetName): string {
  const texts = PARTS[name].map((part) => readAsset(`data/web/${part}`).toString("utf8"));
  return texts.length === 1 ? texts.join() : texts.map((text) => `{\n${text}}\n`).join("");
}

function isAsset(name: string): name is AssetName {
  return Object.hasOwn(PARTS, name);
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
      "content-type": `text/${name.endsWith(".css") ? "css" : "javascript"}; charset=utf-8`,
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    };
    if (!takesGzip(c)) return c.body(asset.content, 200, headers);
    asset.packed ??= packed(asset.content);
    return c.body(await asset.packed, 200, { ...headers, "content-encoding": "gzip" });
  });
  return app;
}
