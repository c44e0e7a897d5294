/** How pages say numbers and times. */
import { wallTime } from "../domain/calendar.ts";
import type { Platform } from "../domain/platform.ts";
import type { Texts } from "../texts/texts.ts";

const NBSP = "\u00a0";

export { count, decimal, money, number, span } from "../texts/amounts.ts";

/** `14:20` for today, else `24.11 14:20`, in the business time zone. */
export function when(ms: number, now: number, timezone: string): string {
  const [day = "", time = ""] = wallTime(ms, timezone).split("T");
  const today = wallTime(now, timezone).split("T")[0];
  const [, month, date] = day.split("-");
  return day === today ? time.slice(0, 5) : `${date}.${month} ${time.slice(0, 5)}`;
}

/** `12 ноября`, in the business time zone. */
export function dayInWords(ms: number, { web }: Pick<Texts, "web">, timezone: string): string {
  const form = new Intl.DateTimeFormat(web.lang, { day: "numeric", month: "long", timeZone: timezone });
  return form.format(ms).replaceAll(" ", NBSP);
}

/** `ноябрь 2026`. @param month `2026-11` */
export function monthInWords(month: string, { web }: Pick<Texts, "web">): string {
  const form = new Intl.DateTimeFormat(web.lang, { month: "long", timeZone: "UTC" });
  return `${form.format(Date.parse(`${month}-01`))}${NBSP}${month.slice(0, 4)}`;
}

/** `Марина`, `правило 5★`, `отправка ответа`: a stored actor; the catalogue names what has no name of its own. */
export function actorInWords(say: Pick<Texts, "actors" | "tasks">, actor: string): string {
  const [kind = "", name = ""] = actor.split(/:(.*)/s);
  const actors: Record<string, string> = say.actors;
  const tasks: Record<string, string> = say.tasks;
  if (kind === "task") return tasks[name] ?? name;
  return actors[actor] ?? (kind === "person" ? name : [actors[kind] ?? kind, name].filter(Boolean).join(" "));
}

/** What was done, in the words of the catalogue; a deed that it does not know stands as it is stored. */
export function actionInWords(say: Pick<Texts, "actions" | "web">, action: string): string {
  const actions: Record<string, string> = { ...say.web.journal.actions, ...say.actions };
  return actions[action] ?? action;
}

/** `отправка, Wildberries`: what can be paused, as its stored name (`publish_wb`) says it. */
export function laneInWords({ web }: Pick<Texts, "web">, lane: string): string {
  const [group = "", platform] = lane.split("_") as [string?, Platform?];
  const lanes: Record<string, string> = web.health.lanes;
  const name = lanes[group];
  if (name === undefined) return lane;
  return platform === undefined ? name : `${name}, ${web.platforms[platform]}`;
}
