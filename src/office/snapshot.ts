/** Computes the three agents of the Office dashboard, without side effects (specification, appendix B.1). */
import { iso } from "../domain/calendar.ts";
import { PLATFORMS, type ItemType, type Platform } from "../domain/platform.ts";
import type { OfficeAgent } from "../store/tables/office-agents.ts";
import { office } from "../texts/ru/office.ts";

export interface AgentProfile {
  agentId: string;
  platform: Platform;
  name: string;
  salaryEquivalent: number;
  fteCoefficient: number;
}

const DEPARTMENT = "reputation";
/** The departments as the dashboard shows them. */
export const DEPARTMENTS = { [DEPARTMENT]: { name: office.department, color: "#7c5cff" } };

export const AGENTS: readonly AgentProfile[] = PLATFORMS.map((platform) => {
  const name = office.agents[platform];
  return { agentId: `reputation_${platform}`, platform, name, salaryEquivalent: 60_000, fteCoefficient: 1 };
});

/** What an agent is doing. `message` is the program's own words. */
export type Activity =
  | { type: "polling"; itemType: ItemType }
  | { type: "idle" }
  | { type: "error"; message: string }
  | { type: "offline" };

const STATUS = { polling: "ok", idle: "ok", error: "error", offline: "offline" } as const;

/**
 * The agent's row: what happened, without the words for it. `brand` is set when all accounts of the platform sell one
 * brand.
 */
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

/** What the row stores of the activity besides its status: the kind of items polled, or what went wrong. */
function taskOf(activity: Activity): string | null {
  if (activity.type === "polling") return activity.itemType;
  return activity.type === "error" ? activity.message : null;
}

/** The activity that the row describes; an agent that was offline counts as working again. */
export function activityOf(agent: Pick<OfficeAgent, "status" | "task"> | undefined): Activity {
  if (agent?.status === "error") return { type: "error", message: agent.task ?? "" };
  if (agent?.task === "review" || agent?.task === "question") return { type: "polling", itemType: agent.task };
  return { type: "idle" };
}

/** An agent as the Office reads it: the task as a sentence, times in ISO-8601. */
export type AgentDocument = Omit<OfficeAgent, "last_activity"> & { last_activity: string };

export function agentDocument(agent: OfficeAgent): AgentDocument {
  return { ...agent, task: saidTask(agent), last_activity: iso(agent.last_activity) };
}

function saidTask(agent: OfficeAgent): string | null {
  const activity = activityOf(agent);
  const platform = AGENTS.find(({ agentId }) => agentId === agent.agent_id)?.platform;
  if (activity.type === "error") return office.error(activity.message);
  return activity.type === "polling" && platform ? office.polling(activity.itemType, platform) : null;
}
