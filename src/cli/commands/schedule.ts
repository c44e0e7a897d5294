import { openDesk } from "../../app.ts";
import { planSchedules, nextOccurrence } from "../../schedule/plan.ts";
import { countSkipped, listSchedules as schedulesOf, type Schedule } from "../../store/schedules.ts";
import type { Context } from "../context.ts";
import { iso, relative } from "../times.ts";

const DAY_MS = 86_400_000;

interface Row extends Pick<Schedule, "name" | "cron" | "timezone" | "missed" | "last_at" | "next_at"> {
  state: "on" | "off" | "paused";
  skipped_24h: number;
}

/** What the daemon has stored; before its first start, what the configuration plans. */
export async function listSchedules(context: Context): Promise<void> {
  const config = await context.config();
  const desk = openDesk(config);
  const now = context.clock.now();
  try {
    const stored = new Map(schedulesOf(desk.db).map((schedule) => [schedule.name, schedule]));
    const skipped = countSkipped(desk.db, now - DAY_MS);
    const rows = planSchedules(config).map((plan): Row => {
      const known = stored.get(plan.name);
      const { name, cron, timezone, missed, enabled } = plan;
      const state = !enabled ? "off" : known?.paused ? "paused" : "on";
      const next_at = state === "on" ? nextOccurrence(plan, now) : null;
      return {
        name,
        cron,
        timezone,
        missed,
        state,
        last_at: known?.last_at ?? null,
        next_at,
        skipped_24h: skipped.get(name) ?? 0,
      };
    });
    const documents = rows.map((row) => ({ ...row, last_at: iso(row.last_at), next_at: iso(row.next_at) }));
    context.printList(rows, documents, [
      { title: "NAME", value: (row) => row.name },
      { title: "CRON", value: (row) => row.cron },
      { title: "ZONE", value: (row) => row.timezone },
      { title: "STATE", value: (row) => row.state },
      { title: "LAST", value: (row) => relative(row.last_at, now), plain: (row) => iso(row.last_at) },
      { title: "NEXT", value: (row) => relative(row.next_at, now), plain: (row) => iso(row.next_at) },
      { title: "IF MISSED", value: (row) => row.missed },
      { title: "SKIPPED 24H", value: (row) => row.skipped_24h, align: "right" },
    ]);
  } finally {
    desk.close();
  }
}
