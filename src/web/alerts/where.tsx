/** @jsxImportSource hono/jsx */
import { CODE_LIFETIME_MS } from "../../domain/alert/binding-code.ts";
import type { Contact } from "../../store/tables/alert-contacts.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { span, when } from "../say.ts";
import type { OwnChannel, Shown } from "./parts.ts";

interface WhereProps {
  view: View;
  channels: readonly OwnChannel[];
  /** Those of the person, the newest first. */
  contacts: readonly Contact[];
  awaySince: (channel: OwnChannel) => number | null;
  shown: Shown;
}

/** Each channel: whether it reaches the person, and what can be done about it. */
export function Where(props: WhereProps) {
  const { view, channels } = props;
  const { alertsPage } = view.say.web;
  return (
    <section class="panel">
      <h2>{alertsPage.where}</h2>
      {channels.length === 0 && <p>{alertsPage.noChannels}</p>}
      <table class="table fold">
        <tbody>
          {channels.map((channel) => (
            <ChannelRow {...props} channel={channel} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ChannelRow({ view, channel, contacts, awaySince, shown }: WhereProps & { channel: OwnChannel }) {
  const { alertsPage } = view.say.web;
  const theirs = contacts.filter((contact) => contact.channel === channel);
  const confirmed = theirs.find(({ state }) => state === "confirmed");
  const pending = theirs.find(({ state }) => state === "asked" || state === "claimed");
  const off = confirmed || pending ? undefined : theirs.find(({ state }) => state === "off");
  const away = confirmed ? awaySince(channel) : null;
  return (
    <tr>
      <th scope="row">{view.say.web.health.channels.names[channel]}</th>
      <td>
        {confirmed && <Connected view={view} contact={confirmed} />}
        {away !== null && (
          <p class="st bad">
            <Icon name="alert" />
            {alertsPage.away(when(away, view.now, view.timezone))}
          </p>
        )}
        {pending && <Pending view={view} contact={pending} channel={channel} shown={shown} />}
        {off && <Off view={view} contact={off} />}
        {theirs.length === 0 && <p class="dim">{alertsPage.none}</p>}
      </td>
      <td class="num">
        {confirmed && (
          <div class="line">
            <Press at={`/alerts/contacts/${confirmed.id}/trial`}>{alertsPage.trial}</Press>
            <Press at={`/alerts/contacts/${confirmed.id}/off`}>{alertsPage.unbind}</Press>
          </div>
        )}
        {!confirmed && pending?.state !== "claimed" && (
          <Ask view={view} channel={channel} isAgain={pending !== undefined} />
        )}
      </td>
    </tr>
  );
}

function Press({ at, children }: { at: string; children: string }) {
  return (
    <form method="post" action={at}>
      <button class="btn small">{children}</button>
    </form>
  );
}

function Connected({ view: { say, now, timezone }, contact }: { view: View; contact: Contact }) {
  const { alertsPage } = say.web;
  const name = contact.shown_name ?? contact.address;
  const last = contact.last_sent_at === null ? "" : alertsPage.last(when(contact.last_sent_at, now, timezone));
  return (
    <p class="st ok">
      <Icon name="check" />
      {(name === null ? alertsPage.connected : alertsPage.connectedTo(name)) + last}
    </p>
  );
}

interface PendingProps {
  view: View;
  contact: Contact;
  channel: OwnChannel;
  shown: Shown;
}

function Pending({ view, contact, channel, shown }: PendingProps) {
  const { say, now } = view;
  const { alertsPage } = say.web;
  if (contact.state === "claimed") return <Claimed view={view} contact={contact} />;
  const ends = contact.asked_at + CODE_LIFETIME_MS;
  if (ends <= now) return <p class="dim">{alertsPage.expired}</p>;
  const left = span(ends - now, say);
  if (channel === "email") {
    return (
      <form method="post" action="/alerts/code" class="stack tight">
        <p>{alertsPage.waitsMail(contact.address ?? "", left)}</p>
        <div class="inline">
          <label class="field">
            <span>{alertsPage.codeField}</span>
            <input name="code" value={shown.code ?? ""} autocomplete="one-time-code" maxlength={20} required />
          </label>
          <button class="btn small">{alertsPage.confirmCode}</button>
        </div>
      </form>
    );
  }
  if (shown.asked?.contactId !== contact.id) return <p>{alertsPage.waits(left)}</p>;
  return <Code view={view} asked={shown.asked} left={left} />;
}

const BOT_AT = { telegram: "https://t.me/", max: "https://max.ru/", email: "" };

function Code({ view, asked, left }: { view: View; asked: NonNullable<Shown["asked"]>; left: string }) {
  const { alertsPage } = view.say.web;
  const { bot, code, channel } = asked;
  return (
    <>
      <p>
        {alertsPage.sendCode(bot)} <b>{code}</b> <span class="dim">{alertsPage.left(left)}</span>
      </p>
      {bot?.startsWith("@") && (
        <p>
          <a href={`${BOT_AT[channel]}${bot.slice(1)}?start=${code}`} rel="noreferrer" target="_blank">
            {alertsPage.openBot}
          </a>
        </p>
      )}
    </>
  );
}

/** The messenger shows anybody's name, so the person says whether it is theirs. */
function Claimed({ view, contact }: { view: View; contact: Contact }) {
  const { alertsPage } = view.say.web;
  return (
    <>
      <p>{alertsPage.claimed(contact.shown_name ?? contact.sender ?? "")}</p>
      <div class="line">
        <form method="post" action={`/alerts/contacts/${contact.id}/confirm`}>
          <button class="btn small primary">{alertsPage.confirm}</button>
        </form>
        <form method="post" action={`/alerts/contacts/${contact.id}/off`}>
          <button class="btn small">{alertsPage.refuse}</button>
        </form>
      </div>
    </>
  );
}

function Off({ view: { say, now, timezone }, contact }: { view: View; contact: Contact }) {
  const { alertsPage } = say.web;
  const { off_reason: reason, off_at: at } = contact;
  if (reason === "person" || reason === "replaced") return <p class="dim">{alertsPage.offByPerson}</p>;
  return (
    <p class="st bad">
      <Icon name="alert" />
      {reason === "dismissed" ? alertsPage.offDismissed : alertsPage.offGone(when(at ?? now, now, timezone))}
    </p>
  );
}

function Ask({ view, channel, isAgain }: { view: View; channel: OwnChannel; isAgain: boolean }) {
  const { alertsPage } = view.say.web;
  const at = `/alerts/${channel}/ask`;
  if (channel !== "email") return <Press at={at}>{isAgain ? alertsPage.newCode : alertsPage.bind}</Press>;
  return (
    <form method="post" action={at} class="inline">
      <label class="field">
        <span>{alertsPage.address}</span>
        <input type="email" name="address" autocomplete="email" maxlength={254} required />
      </label>
      <button class="btn small">{alertsPage.mailCode}</button>
    </form>
  );
}
