/** @jsxImportSource hono/jsx */
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { may } from "../domain/access.ts";
import { assetPath, type ScriptName } from "./assets.ts";
import { Icon, iconSprite, Mark } from "./icons.tsx";
import { Keys } from "./keys.tsx";
import { THEMES, type Theme, type View } from "./parts.ts";
import type { Texts } from "../texts/texts.ts";

/** The sections of the menu. */
export type Section =
  | "inbox"
  | "sent"
  | "products"
  | "figures"
  | "rules"
  | "voice"
  | "people"
  | "alerts"
  | "health"
  | "cells";

interface HtmlProps {
  web: Texts["web"];
  title: string;
  theme: Theme;
  bodyClass: string;
  view?: "list" | "item";
  script: ScriptName;
  children?: Child;
}

/**
 * A whole document. Nothing in it runs or styles inline, so that the policy of content can forbid both. Its body is hidden
 * until the stylesheet is there, which shows it: a browser whose window gets the focus meanwhile would lay out everything,
 * and then all of it again with the stylesheet.
 */
function Html({ web, title, theme, bodyClass, view, script, children }: HtmlProps) {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={web.lang} {...(theme === "auto" ? {} : { "data-theme": theme })}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${title} — ${web.product}`}</title>
          <link rel="stylesheet" href={assetPath("design.css")} />
          <script type="module" src={assetPath(script)}></script>
        </head>
        <body hidden class={bodyClass} {...(view && { "data-view": view })}>
          {raw(iconSprite())}
          <a class="vh skip" href="#main">
            {web.toContent}
          </a>
          {children}
        </body>
      </html>
    </>
  );
}

/** Where the state of the program is told, if anywhere. */
function stateOf({ has }: View): { href?: string } {
  return has("health") ? { href: "/health" } : has("cells") ? { href: "/cells" } : {};
}

/** A page of the program for somebody who has signed in. */
export function Page(props: {
  view: View;
  title: string;
  section: Section;
  bodyClass?: string;
  show?: "list" | "item";
  script?: ScriptName;
  children?: Child;
}) {
  const { view, title, section, bodyClass = "", show, script = "signed-in.js", children } = props;
  const { web } = view.say;
  return (
    <Html
      web={web}
      title={title}
      theme={view.theme}
      bodyClass={bodyClass}
      script={script}
      {...(show && { view: show })}
    >
      <Top view={view} section={section} />
      {children}
      <Foot view={view} section={section} />
      <More view={view} section={section} />
      <Keys web={web} />
    </Html>
  );
}

function Top({ view, section }: { view: View; section: Section }) {
  const { person, say, waiting, pulse } = view;
  const { web } = say;
  const current: Current = (one) => (one === section ? { "aria-current": "page" } : {});
  return (
    <header class="top">
      <a class="mark" href="/inbox" aria-label={web.home}>
        <Mark />
        <span>{web.product}</span>
      </a>
      <nav class="nav" aria-label={web.sections}>
        <a href="/inbox" {...current("inbox")}>
          {web.nav.inbox} <span class="n">{waiting}</span>
        </a>
        <a href="/sent" {...current("sent")}>
          {web.nav.sent}
        </a>
        <Sections view={view} current={current} />
      </nav>
      <a class={pulse.ok ? "pulse" : "pulse bad"} {...stateOf(view)} aria-label={pulse.text}>
        <Icon name={pulse.ok ? "check" : "alert"} tone={pulse.ok ? "ok" : "bad"} />
        <span>{pulse.text}</span>
      </a>
      <button class="me" popovertarget="me" aria-label={web.personalMenu(person.name)}>
        <Icon name="user" />
        <span>{person.name}</span>
        <Icon name="down" />
      </button>
      <PersonalMenu view={view} />
    </header>
  );
}

type Current = (one: Section) => { "aria-current"?: "page" };

/** The pages that there are besides the inbox. */
function Sections({ view, current }: { view: View; current: Current }) {
  return (
    <>
      {view.has("products") && (
        <a href="/products" {...current("products")}>
          {view.say.web.products.menu}
        </a>
      )}
      <FurtherSections view={view} current={current} />
    </>
  );
}

/** Those that do not stand at the telephone's foot. */
function FurtherSections({ view, current }: { view: View; current: Current }) {
  const { web } = view.say;
  return (
    <>
      {view.has("figures") && (
        <a href="/figures" {...current("figures")}>
          {web.figures.menu}
        </a>
      )}
      {(view.has("rules") || view.has("cellRules")) && (
        <a href="/rules" {...current("rules")}>
          {web.rules.menu}
        </a>
      )}
      {(view.has("voice") || view.has("cellRules")) && (
        <a href="/voice" {...current("voice")}>
          {web.nav.voice}
        </a>
      )}
      {view.has("cells") && (
        <a href="/cells" {...current("cells")}>
          {web.cells.menu}
        </a>
      )}
      {may(view.person, "people") && (
        <a href="/people" {...current("people")}>
          {web.nav.people}
        </a>
      )}
    </>
  );
}

function PersonalMenu({ view: { person, say, theme, has } }: { view: View }) {
  const { web } = say;
  return (
    <nav id="me" class="menu" popover="auto" aria-label={web.personal}>
      <p class="dim">
        <b>{person.name}</b>, {web.roles[person.role]}
        <br />
        <span class="dim">{person.brands === null ? web.allBrands : person.brands.join(", ")}</span>
      </p>
      {has("alerts") && <a href="/alerts">{web.alertsPage.menu}</a>}
      <a href="/people">{web.people.mySessions}</a>
      {may(person, "audit") && <a href="/journal">{web.journal.name}</a>}
      {has("health") && <a href="/health">{web.nav.health}</a>}
      <button class="btn" command="show-modal" commandfor="keys">
        {web.keys.name}
      </button>
      <form method="post" action="/me/theme">
        <fieldset class="seg">
          <legend>{web.theme.name}</legend>
          {THEMES.map((one) => (
            <label>
              <input type="radio" name="theme" value={one} checked={one === theme} />
              {web.theme[one]}
            </label>
          ))}
        </fieldset>
        <button class="btn small">{web.theme.apply}</button>
      </form>
      <form method="post" action="/logout">
        <button class="btn">{web.signOut}</button>
      </form>
    </nav>
  );
}

/** The sections under the thumb, on a telephone. */
function Foot({ view, section }: { view: View; section: Section }) {
  const { say, waiting } = view;
  const { web } = say;
  const current = (one: Section) => (one === section ? ({ "aria-current": "page" } as const) : {});
  return (
    <nav class="foot" aria-label={web.sectionsBelow}>
      <a href="/inbox" {...current("inbox")}>
        <Icon name="inbox" />
        {web.nav.inbox} <span class="n">{waiting}</span>
      </a>
      <a href="/sent" {...current("sent")}>
        <Icon name="check" />
        {web.nav.sent}
      </a>
      {view.has("products") && (
        <a href="/products" {...current("products")}>
          <Icon name="box" />
          {web.products.menu}
        </a>
      )}
      <button popovertarget="more">
        <Icon name="more" />
        {web.more}
      </button>
    </nav>
  );
}

/** What the telephone's menu has no room for. */
function More({ view, section }: { view: View; section: Section }) {
  const { web } = view.say;
  const current: Current = (one) => (one === section ? { "aria-current": "page" } : {});
  return (
    <nav id="more" class="menu sheet" popover="auto" aria-label={web.more}>
      <FurtherSections view={view} current={current} />
      {view.has("health") && (
        <a href="/health" {...current("health")}>
          {web.nav.health}
        </a>
      )}
      {view.has("alerts") && (
        <a href="/alerts" {...current("alerts")}>
          {web.alertsPage.menu}
        </a>
      )}
    </nav>
  );
}

/** A page before the sign-in, or in place of one that cannot be shown. */
export function Gate({ web, title, children }: { web: Texts["web"]; title: string; children?: Child }) {
  return (
    <Html web={web} title={title} theme="auto" bodyClass="gate" script="page.js">
      <main id="main" class="door panel stack">
        <p class="mark">
          <Mark />
          <span>{web.product}</span>
        </p>
        <h1>{title}</h1>
        {children}
      </main>
    </Html>
  );
}
