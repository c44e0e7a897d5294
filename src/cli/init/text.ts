/** The configuration as `init` writes it: the example with every comment, and what was answered put in. */
import { PLATFORMS } from "../../domain/platform.ts";
import { HTTP_TOKEN_FILE, idOf, KINDS, secretFile, type Shop } from "./shop.ts";

const BRAND = "my_brand";

/**
 * @param example the text of `config.example.yaml`
 * @param shops the accounts; the example's accounts of other marketplaces become comments. Without any, all are kept
 * @param brand what buyers read; undefined leaves the example's
 */
export function configText(example: string, shops: readonly Shop[], brand?: string): string {
  let text = example.replace(/^( +)# token: "\$\{REPUTATION_HTTP_TOKEN\}" */m, `$1token_file: ${HTTP_TOKEN_FILE} `);
  for (const platform of shops.length > 0 ? PLATFORMS : []) {
    const shop = shops.find((candidate) => candidate.platform === platform);
    const line = new RegExp(`^  - (\\{ id: ${platform}-main,.*\\})$`, "m");
    // The replacement is a function, because an answer may contain a dollar sign.
    text = text.replace(line, (_, entry: string) => (shop ? `  - ${entryOf(shop)}` : `  # - ${entry}`));
  }
  if (brand === undefined) return text;
  return text
    .replace(/^( +name: )Моя марка/m, (_, key: string) => `${key}${JSON.stringify(brand)}`)
    .replace(/^( +signature: ).*$/m, (_, key: string) => `${key}${JSON.stringify(`Команда «${brand}»`)}`);
}

/** Text in JSON's quotes is YAML as well. */
function entryOf(shop: Shop): string {
  const { platform, number, typed, file, baseUrl } = shop;
  const kind = KINDS[platform];
  const path = file ?? (typed === undefined ? undefined : secretFile(shop));
  const parts = [`id: ${idOf(shop)}`, `platform: ${platform}`];
  if (kind.number) parts.push(`${kind.number.key}: ${JSON.stringify(number ?? `\${${kind.number.env ?? ""}}`)}`);
  parts.push(
    path === undefined
      ? `${kind.secret}: ${JSON.stringify(`\${${kind.env}}`)}`
      : `${kind.secret}_file: ${JSON.stringify(path)}`,
  );
  if (baseUrl !== undefined) parts.push(`base_url: ${JSON.stringify(baseUrl)}`);
  return `{ ${[...parts, `brand: ${BRAND}`].join(", ")} }`;
}
