import { once } from "node:events";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { mandatory } from "../parameters.ts";
import { text } from "../values.ts";
import { VERSION } from "../version.ts";

export const mcp = command({
  name: "mcp",
  summary: "Serves the desk to an assistant over standard input and output (MCP); the assistant's program starts it.",
  examples: [
    "reputation mcp --person marina",
    "claude mcp add reputation -- reputation mcp --config /etc/reputation/config.yaml --person marina",
  ],
  takes: {
    person: mandatory(
      "--person <login>",
      "on whose behalf: the assistant has their rights and sees their brands",
      text,
    ),
  },
  async run(context, { person: login }) {
    const { createMcpServer } = await import("../../mcp/server.ts");
    const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js");
    const { figuresApi } = await import("../../desk/figures.ts");
    const { productsApi } = await import("../../desk/products.ts");
    const { articlesOf } = await import("../products.ts");
    const { itemsApi } = await import("../../desk/items-api.ts");
    await withCore(context, async (core) => {
      const person = async () => {
        const found = await core.people.find(login);
        return found.off_at === null ? found : undefined;
      };
      // A name that nobody has is told at once, and not by every tool.
      await person();
      const { approve: mayApprove } = core.config.mcp;
      const seen = {
        items: itemsApi(core),
        figures: figuresApi(core),
        products: productsApi({ ...core, articleOf: await articlesOf(context) }),
      };
      const server = createMcpServer({ ...seen, person, mayApprove, version: VERSION });
      const { stdin, stdout } = context.io;
      const gone = once(stdin, "close");
      await server.connect(new StdioServerTransport(stdin, stdout));
      context.hint(`Serving an assistant on behalf of ${login}${mayApprove ? ", who may approve" : ""}.`);
      stdin.once("end", () => stdin.destroy());
      await gone;
      await server.close();
    });
  },
});
