import { UsageError } from "../../base/errors.ts";
import { figuresApi } from "../../desk/figures.ts";
import { productsApi } from "../../desk/products.ts";
import { retoldInWords, weekApi, type BrandWeek } from "../../desk/week.ts";
import { safeText } from "../../domain/wording/safe-text.ts";
import { textsOf } from "../../texts/texts.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { option } from "../parameters.ts";
import { articlesOf } from "../products.ts";
import { text } from "../values.ts";

type Retold = NonNullable<BrandWeek["retold"]>;

export const summary = command({
  name: "summary",
  summary: "Tells of the last whole week of each brand in sentences, as people are told on Monday morning.",
  examples: ["reputation products summary", "reputation products summary --brand my_brand --json | jq -r '.[].text'"],
  takes: { brand: option("--brand <id>", "of this brand alone", text) },
  async run(context, { brand }) {
    const articleOf = await articlesOf(context);
    const { weeks, inWords } = await withCore(context, async (core) => {
      const known = core.config.brands.map(({ id }) => id);
      if (brand !== undefined && !known.includes(brand))
        throw new UsageError(`--brand: there is no brand "${brand}"`, { hint: `There is: ${known.join(", ")}` });
      const products = productsApi({ ...core, articleOf });
      const weeks = weekApi({ ...core, products, figures: figuresApi(core) });
      const { timezone, locale } = core.config;
      return {
        weeks: await weeks.of(brand === undefined ? null : [brand]),
        inWords: (one: Retold): string => retoldInWords(one, textsOf(locale), timezone),
      };
    });
    const told = weeks.flatMap(({ text: words, retold }) =>
      words === null ? [] : [words, ...(retold ? [inWords(retold)] : [])],
    );
    context.print(weeks, () => safeText(told.join("\n\n")));
    if (told.length === 0) context.hint("Nobody wrote in the last whole week, and nothing waits.");
  },
});
