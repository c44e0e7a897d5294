/** @jsxImportSource hono/jsx */
import type { Contact } from "../../store/tables/alert-contacts.ts";
import { Icon } from "../icons.tsx";
import type { View, WebConfig } from "../parts.ts";
import type { AlertFields, OwnSettings } from "./form.ts";
import type { OwnChannel, Shown } from "./parts.ts";
import { sentenceFor, topicsFor, whenInWords } from "./preview.ts";
import { What } from "./what.tsx";
import { Where } from "./where.tsx";

interface AlertsProps {
  view: View;
  channels: readonly OwnChannel[];
  contacts: readonly Contact[];
  awaySince: (channel: OwnChannel) => number | null;
  shown: Shown;
  fields: AlertFields;
  /** The channels have different times, brands or limits; the form shows those of the first. */
  differ: boolean;
  /** What the preview goes by; the stored settings when what is typed cannot be read. */
  settings: OwnSettings;
  brands: readonly { id: string; name: string }[];
  accounts: WebConfig["accounts"];
}

/** Where and what of a person is told: their own alone. */
export function Alerts(props: AlertsProps) {
  const { view, channels, shown, fields, brands, differ } = props;
  const { alertsPage } = view.say.web;
  return (
    <main id="main" class="page narrow stack">
      <div class="page-head">
        <h1>{alertsPage.name}</h1>
        <p class="dim">{alertsPage.aside}</p>
      </div>
      {shown.said && (
        <p class={shown.said.isBad ? "alert bad" : "alert"} role={shown.said.isBad ? "alert" : "status"}>
          <Icon name={shown.said.isBad ? "alert" : "check"} tone={shown.said.isBad ? "bad" : "ok"} />
          <span>{shown.said.text}</span>
        </p>
      )}
      <Where {...props} />
      {channels.length > 0 && (
        <>
          <What
            view={view}
            channels={channels}
            topics={topicsFor(view)}
            fields={fields}
            brands={brands}
            differ={differ}
          />
          <Preview {...props} />
        </>
      )}
    </main>
  );
}

function Preview({ view, channels, settings, accounts }: AlertsProps) {
  const { alertsPage } = view.say.web;
  return (
    <section class="panel" id="preview">
      <h2>{alertsPage.would}</h2>
      <p class="dim">{alertsPage.wouldWhy}</p>
      <table class="table fold">
        <thead>
          <tr>
            <th scope="col">{alertsPage.event}</th>
            {channels.map((channel) => (
              <th scope="col">{view.say.web.health.channels.names[channel]}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {topicsFor(view).map((topic) => (
            <tr>
              <th scope="row">{sentenceFor(topic, view, accounts)}</th>
              {channels.map((channel) => (
                <td data-l={view.say.web.health.channels.names[channel]}>
                  {whenInWords(topic, settings[channel], view)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
