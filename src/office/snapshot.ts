/** The three agents of the Office dashboard, pure (specification, appendix B.1). */
import type { Platform } from "../domain/platform.ts";
import type { OfficeAgent } from "../store/tables/office-agents.ts";

export interface AgentProfile {
  agentId: string;
  platform: Platform;
  name: string;
  salaryEquivalent: number;
  fteCoefficient: number;
}

export const DEPARTMENT = "reputation";

export const AGENTS: readonly AgentProfile[] = [
  profile("wb", "WB отзывы"),
  profile("ozon", "Ozon отзывы"),
  profile("ym", "YM отзывы"),
];

function profile(platform: Platform, name: string): AgentProfile {
  return { agentId: `reputation_${platform}`, platform, name, salaryEquivalent: 60_000, fteCoefficient: 1 };
}

/** What an agent is doing. */
export type Activity =
  | { type: "working"; task: string }
  | { type: "idle" }
  | { type: "error"; message: string }
  | { type: "offline" };

const STATUS = { working: "ok", idle: "ok", error: "error", offline: "offline" } as const;

/** The agent's row. `brand` is set when all accounts of the platform sell one brand. */
export function agentRow(
  { agentId, name, salaryEquivalent, fteCoefficient }: AgentProfile,
  brand: string | null,
  activity: Activity,
  metrics: OfficeAgent["metrics"],
  now: number,
): OfficeAgent {
  return {
    agent_id: agentId,
    department: DEPARTMENT,
    name,
    brand,
    status: STATUS[activity.type],
    task: taskOf(activity),
    metrics,
    salary_equivalent: salaryEquivalent,
    fte_coefficient: fteCoefficient,
    last_activity: now,
  };
}

function taskOf(activity: Activity): string | null {
  if (activity.type === "working") return activity.task;
  return activity.type === "error" ? `Ошибка: ${activity.message}` : null;
}
