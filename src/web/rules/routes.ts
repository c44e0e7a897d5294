import { Hono, type Context } from "hono";
import { mayChange } from "../../domain/access.ts";
import { textsOf } from "../../texts/texts.ts";
import { bodyOf, fieldsOf as fieldsIn } from "../form.ts";
import type { PartsOf } from "../parts.ts";
import type { WebEnv } from "../web-env.ts";
import { rulesAnswer } from "./answer.tsx";
import { RULES, RULES_AT, type Editing } from "./data.ts";
import { fieldsOf, type Rule } from "./fields.ts";
import { stopRoutes } from "./stop-routes.ts";
import { pressed, wishOf, type Wish } from "./wish.ts";

const NEW: Rule = { name: "", enabled: true, when: {}, then: "review" };

/** The rules: everybody reads those of their brands; who may changes order, switches and conditions. */
export function rulesRoutes(parts: PartsOf<"rules">): Hono<WebEnv> {
  const { rules, config, base = RULES_AT } = parts;
  const words = textsOf(config.locale).web.rules;
  const answer = rulesAnswer(parts);
  const app = new Hono<WebEnv>();

  app.get(base, async (c) => {
    const person = c.get("person");
    const editing = mayChange(person, RULES) ? editingOf(c.req.query("edit"), (await answer.stored()).list) : undefined;
    const trial = c.req.query("try") === undefined ? undefined : await rules.trial(null, person);
    return answer.show(c, { editing, trial });
  });
  app.route("/", stopRoutes(parts, answer));

  app.post(`${base}/*`, async (c, next) => (mayChange(c.get("person"), RULES) ? next() : c.text("forbidden", 403)));
  app.post(`${base}/:at{[0-9]+}/:what{(?:up|down|on|off|delete)}`, async (c) => {
    const [{ mark = "" }, { list }] = [await bodyOf(c), await answer.stored()];
    const { at, what } = c.req.param();
    const place = Number(at) - 1;
    const to = what === "delete" ? base : `${base}#rule-${place + 1 + ({ up: -1, down: 1 }[what] ?? 0)}`;
    return answer.store(c, { path: RULES, value: pressed(list, place, what), mark, to });
  });
  app.post(`${base}/:at{(?:[0-9]+|new)}`, async (c) => {
    const wish = await wishIn(c);
    if (wish.problem) return mistaken(c, wish);
    const to = `${base}#rule-${wish.place + 1}`;
    return answer.store(c, { path: RULES, value: wish.list, mark: wish.mark, to, editing: wish.editing });
  });
  app.post(`${base}/:at{(?:[0-9]+|new)}/try`, async (c) => {
    const wish = await wishIn(c);
    if (wish.problem) return mistaken(c, wish);
    const edited = { rules: wish.list, rules_enabled: true, place: wish.place };
    return answer.show(c, { editing: wish.editing, trial: await rules.trial(edited, c.get("person")) });
  });

  async function wishIn(c: Context<WebEnv>): Promise<Wish> {
    const sent = await fieldsIn(c);
    return wishOf(sent, c.req.param("at") ?? "", await answer.stored());
  }

  function mistaken(c: Context<WebEnv>, { problem = "name", editing }: Wish): Promise<Response> {
    return answer.show(c, { trouble: words.edit.problems[problem], editing }, 400);
  }

  return app;
}

/** @param edit the place of a rule, from 1, or `new` */
function editingOf(edit: string | undefined, list: readonly Rule[]): Editing | undefined {
  if (edit === "new") return { place: "new", fields: fieldsOf(NEW), rule: undefined };
  const place = Number(edit) - 1;
  const rule = list[place];
  return rule && { place, fields: fieldsOf(rule), rule };
}
