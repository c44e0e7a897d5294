import type { Selectable } from "kysely";
import { UNFINISHED } from "../../domain/item.ts";
import { q, quoted, type Reader, type Tx } from "../db.ts";
import type { OfficeAgentStatusTable } from "../schema-office.ts";

type AgentRow = Selectable<OfficeAgentStatusTable>;

export interface OfficeAgent extends Omit<AgentRow, "metrics"> {
  metrics: Record<string, number | null>;
}

export function saveAgent(tx: Tx, agent: OfficeAgent): void {
  const { agent_id, ...rest } = agent;
  const set = { ...rest, metrics: JSON.stringify(agent.metrics) };
  const insert = q.insertInto("office_agent_status").values({ agent_id, ...set });
  tx.run(insert.onConflict((conflict) => conflict.column("agent_id").doUpdateSet(set)));
}

export function listAgents(reader: Reader): OfficeAgent[] {
  const rows = reader.all(q.selectFrom("office_agent_status").selectAll().orderBy("agent_id"));
  return rows.map((row) => ({ ...row, metrics: JSON.parse(row.metrics) as OfficeAgent["metrics"] }));
}

/** The three numbers of a platform's agent (specification B.6), for the day that began at `dayStart`. */
export function agentMetrics(reader: Reader, platform: string, dayStart: number): Record<string, number | null> {
  return reader.statement(METRICS).get({ platform, dayStart }) as Record<string, number | null>;
}

/** The response time is how long the buyer waited, from writing to the published answer. */
const METRICS = `
select
  (select count(*) from items where fetched_at >= @dayStart and platform = @platform and item_type = 'review') as reviews_today,
  (select round(avg(published_at - created_at) / 60000.0, 1) from items
    where published_at >= @dayStart and platform = @platform) as avg_response_min,
  (select count(*) from items
    where status in (${quoted(UNFINISHED)})
      and platform = @platform) as queue_size`;
