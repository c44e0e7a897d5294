/** The table of the Office's agents, as Kysely sees it. */

export interface OfficeAgentStatusTable {
  agent_id: string;
  department: string;
  name: string;
  brand: string | null;
  status: "ok" | "warning" | "error" | "offline";
  task: string | null;
  metrics: string;
  salary_equivalent: number;
  fte_coefficient: number;
  last_activity: number;
}

export interface OfficeSchema {
  office_agent_status: OfficeAgentStatusTable;
}
