import { askKnowledge } from "../../ai/knowledge.ts";
import { readProducts } from "../../ai/products.ts";
import type { Config } from "../../config/schema.ts";
import { safeText } from "../../domain/wording/safe-text.ts";
import { createNet } from "../../net/client.ts";
import { routeOf } from "../../net/route.ts";
import { command, group } from "../command.ts";
import type { Context } from "../context.ts";
import { argument } from "../parameters.ts";
import { productsDocument, productsInWords } from "../products.ts";
import { text } from "../values.ts";

const check = command({
  name: "check",
  summary: "Shows how the products file was understood, and the facts that answers may state about a product.",
  examples: ["reputation knowledge check", "reputation knowledge check OM-1001"],
  takes: { sku: argument("[sku]", "the SKU", text) },
  async run(context, { sku }) {
    const { knowledge, ...config } = await context.deskConfig();
    const products = knowledge.products_file ? readProducts(knowledge.products_file) : null;
    const inFile = sku === undefined ? undefined : products?.factsOf(sku);
    const asked =
      sku !== undefined && inFile === undefined && knowledge.api_url
        ? await ask({ ...config, knowledge }, knowledge.api_url, sku, context)
        : null;
    const facts = inFile ?? asked;
    const from = inFile !== undefined ? "file" : asked !== null ? "api" : null;
    const product = sku === undefined ? null : { sku, facts, from };
    context.print({ products: products && productsDocument(products), product }, () =>
      [
        products ? productsInWords(products) : `no knowledge.products_file${knowledge.api_url ? "" : ", no api_url"}`,
        ...(sku === undefined
          ? []
          : ["", facts === null ? `nothing is known about ${sku}` : safeText(facts || "(no facts)")]),
      ].join("\n"),
    );
    return sku !== undefined && facts === null ? 1 : 0;
  },
});

const PATIENCE_MS = 10_000;

async function ask(config: Config, url: string, sku: string, { clock }: Context): Promise<string | null> {
  const net = createNet(routeOf(config.net, config.knowledge.proxy), clock);
  try {
    return await askKnowledge(net, url, sku, AbortSignal.timeout(PATIENCE_MS));
  } finally {
    await net.close();
  }
}

export const knowledge = group("knowledge", "Shows what answers may state about products.", [check]);
