/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import type { SettingRefused } from "../../desk/settings-api.ts";
import { textsOf } from "../../texts/texts.ts";
import type { PartsOf } from "../parts.ts";
import { Page } from "../shell.tsx";
import { viewOf } from "../view.ts";
import type { WebEnv } from "../web-env.ts";
import { RULES, rulesPage, type Editing, type Shown } from "./data.ts";
import type { Rule } from "./fields.ts";
import { RulesMain } from "./page.tsx";

export interface Change {
  path: string;
  value: unknown;
  /** Of the value that was on the page. */
  mark: string;
  /** Where the browser goes when it is done. */
  to: string;
  /** What was typed; it stays on the page when somebody else was faster. */
  editing?: Editing;
}

export interface RulesAnswer {
  show(c: Context<WebEnv>, shown: Shown, status?: 200 | 400 | 409): Promise<Response>;
  /** The rules as they are now. */
  stored(): Promise<{ mark: string; list: Rule[] }>;
  /** Stores a value, or says who was faster. */
  store(c: Context<WebEnv>, change: Change): Promise<Response>;
}

/** What each button of the page of the rules leads to. */
export function rulesAnswer(parts: PartsOf<"rules">): RulesAnswer {
  const { settings, config } = parts;
  const words = textsOf(config.locale).web.rules;

  async function stored(): Promise<{ mark: string; list: Rule[] }> {
    const setting = await settings.read(RULES);
    return { mark: setting?.mark ?? "", list: (setting?.value ?? []) as Rule[] };
  }

  async function show(c: Context<WebEnv>, shown: Shown, status: 200 | 400 | 409 = 200): Promise<Response> {
    const view = await viewOf(parts, c);
    const page = await rulesPage(parts, view, shown);
    return c.html(
      <Page view={view} title={words.menu} section="rules">
        <RulesMain page={page} />
      </Page>,
      status,
    );
  }

  async function refused(
    c: Context<WebEnv>,
    { refused: { code, last, message } }: SettingRefused,
    typed: Editing | undefined,
  ): Promise<Response> {
    if (code === "setting.forbidden") return c.text("forbidden", 403);
    if (code !== "setting.changed") return show(c, { trouble: message, editing: typed }, 409);
    const who = last ? words.faster(last.by) : words.fasterFile;
    if (!typed) return show(c, { trouble: who }, 409);
    const editing = await placed(typed);
    const kept = editing.place === "new" && typed.rule !== undefined ? words.gone : words.typedKept;
    return show(c, { trouble: `${who} ${kept}`, editing }, 409);
  }

  /** Where a rule that somebody was writing stands now; as a new one when it is gone. */
  async function placed({ place, fields, rule }: Editing): Promise<Editing> {
    if (place === "new") return { place, fields, rule: undefined };
    const { list } = await stored();
    const now = list.findIndex(({ name }) => name === rule?.name);
    return { place: now < 0 ? "new" : now, fields, rule: list[now] };
  }

  return {
    show,
    stored,
    async store(c, { path, value, mark, to, editing }) {
      const outcome = await settings.change({ path, value, from: mark }, c.get("person"));
      return "refused" in outcome ? refused(c, outcome, editing) : c.redirect(to, 303);
    },
  };
}
