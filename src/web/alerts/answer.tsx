/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { StateError } from "../../base/errors.ts";
import { whyNot } from "../../domain/refused-decision.ts";
import { textsOf } from "../../texts/texts.ts";
import type { PartsOf } from "../parts.ts";
import { Page } from "../shell.tsx";
import { viewOf } from "../view.ts";
import type { WebEnv } from "../web-env.ts";
import { areDifferent, brandsOf, fieldsOf, firstOf, type AlertFields, type OwnSettings } from "./form.ts";
import { Alerts } from "./page.tsx";
import { OWN_CHANNELS, type Shown } from "./parts.ts";

/** What was typed and is not saved. */
export interface Draft {
  fields: AlertFields;
  settings: OwnSettings;
}

export interface AlertAnswer {
  /** Does it, and shows the page anew when there is something to say. */
  attempt(c: Context<WebEnv>, wish: () => Promise<Shown | void>): Promise<Response>;
  show(c: Context<WebEnv>, shown: Shown, status?: 200 | 400 | 409, draft?: Draft): Promise<Response>;
}

export function settingsOf({ alerts }: Pick<PartsOf<"alerts">, "alerts">, userId: number): OwnSettings {
  const all = OWN_CHANNELS.map((channel) => [channel, alerts.contacts.settingsOf(userId, channel)]);
  return Object.fromEntries(all) as OwnSettings;
}

/** The page as the person who asks sees it after a press. */
export function alertAnswer(parts: PartsOf<"alerts">): AlertAnswer {
  const { alerts, config } = parts;
  const say = textsOf(config.locale);
  return {
    async attempt(c, wish) {
      try {
        const shown = await wish();
        return shown ? await this.show(c, shown) : c.redirect("/alerts", 303);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        return this.show(c, { said: { text: whyNot(error)(say), isBad: true } }, 409);
      }
    },
    async show(c, shown, status = 200, draft) {
      const view = await viewOf(parts, c);
      const { person } = view;
      const { menu, saved } = say.web.alertsPage;
      const brands = brandsOf(person, config.brands);
      const settings = draft?.settings ?? settingsOf(parts, person.id);
      const channels = alerts.channels();
      return c.html(
        <Page view={view} title={menu} section="alerts">
          <Alerts
            view={view}
            channels={channels}
            contacts={alerts.contacts.of(person.id)}
            awaySince={(channel) => alerts.awaySince(channel)}
            shown={{ ...(c.req.query("saved") === "1" && { said: { text: saved, isBad: false } }), ...shown }}
            fields={draft?.fields ?? fieldsOf(settings, brands, firstOf(channels))}
            differ={areDifferent(settings, channels)}
            settings={settings}
            brands={brands}
            accounts={config.accounts}
          />
        </Page>,
        status,
      );
    },
  };
}
