/** @jsxImportSource hono/jsx */
import { LEVELS, type Topic } from "../../domain/alert/event.ts";
import { WAYS } from "../../domain/alert/settings.ts";
import type { View } from "../parts.ts";
import { digestTimes, type AlertFields } from "./form.ts";
import type { OwnChannel } from "./parts.ts";

interface WhatProps {
  view: View;
  channels: readonly OwnChannel[];
  topics: readonly Topic[];
  fields: AlertFields;
  brands: readonly { id: string; name: string }[];
  differ: boolean;
}

/** What the person wants to be told of, by which channel and when. */
export function What(props: WhatProps) {
  const { alertsPage } = props.view.say.web;
  return (
    <form method="post" action="/alerts/settings" class="stack">
      <section class="panel">
        <h2>{alertsPage.whatOf}</h2>
        <Topics {...props} />
      </section>
      <section class="panel stack tight">
        <h2>{alertsPage.when}</h2>
        <Times {...props} />
      </section>
      <p class="line">
        <button class="btn primary">{alertsPage.save}</button>{" "}
        <button class="btn" name="do" value="preview">
          {alertsPage.preview}
        </button>
      </p>
    </form>
  );
}

function Topics({ view, channels, topics, fields }: WhatProps) {
  const { alertsPage } = view.say.web;
  return (
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
        {topics.map((topic) => (
          <tr>
            <th scope="row">
              {alertsPage.topics[topic]}
              {topic === "danger" && <p class="dim">{alertsPage.nightToo}</p>}
            </th>
            {channels.map((channel) => (
              <td data-l={view.say.web.health.channels.names[channel]}>
                <select
                  name={`${channel}-${topic}`}
                  aria-label={alertsPage.choice(alertsPage.topics[topic], view.say.web.health.channels.names[channel])}
                >
                  {WAYS.map((way) => (
                    <option value={way} selected={fields.ways[channel][topic] === way}>
                      {alertsPage.ways[way]}
                    </option>
                  ))}
                </select>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Times({ view, fields, brands, channels, differ }: WhatProps) {
  const { alertsPage } = view.say.web;
  return (
    <>
      {differ && channels[0] && <p class="dim">{alertsPage.differ(view.say.web.health.channels.names[channels[0]])}</p>}
      <div class="inline">
        <Time name="quietFrom" label={alertsPage.quietFrom} value={fields.quietFrom} />
        <Time name="quietTo" label={alertsPage.quietTo} value={fields.quietTo} />
      </div>
      <p class="dim">{alertsPage.quietWhy}</p>
      <fieldset class="line far">
        <legend>{alertsPage.digest}</legend>
        {digestTimes(fields.digest).map((time) => (
          <label>
            <input type="checkbox" name="digest" value={time} checked={fields.digest.includes(time)} />
            {time}
          </label>
        ))}
        <label>
          {alertsPage.digestMore} <input class="short" name="digestMore" maxlength={5} value={fields.digestMore} />
        </label>
      </fieldset>
      {brands.length > 1 ? (
        <fieldset class="line far">
          <legend>{alertsPage.brands}</legend>
          {brands.map(({ id, name }) => (
            <label>
              <input type="checkbox" name="brand" value={id} checked={fields.brands.includes(id)} />
              {name}
            </label>
          ))}
        </fieldset>
      ) : (
        brands.map(({ id }) => <input type="hidden" name="brand" value={id} />)
      )}
      <label class="field">
        <span>{alertsPage.least}</span>
        <select name="least">
          {LEVELS.map((level) => (
            <option value={level} selected={fields.least === level}>
              {alertsPage.levels[level]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{alertsPage.singles}</span>
        <input class="short" name="singles" inputmode="numeric" maxlength={2} value={fields.singles} />
      </label>
      <p class="dim">{alertsPage.singlesWhy}</p>
    </>
  );
}

function Time({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input class="short" name={name} maxlength={5} value={value} />
    </label>
  );
}
