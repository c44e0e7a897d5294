import { checkAudit, type AuditCheck, type AuditFault } from "../../store/views/audit-check.ts";
import { command, group } from "../command.ts";
import { withCore } from "../core.ts";

/** Ends with 1 when something is missing or is not what was written. */
const verify = command({
  name: "verify",
  summary: "Checks that the audit log is whole: each entry is chained to the one before.",
  examples: ["reputation audit verify", "reputation audit verify --json | jq .newest"],
  takes: {},
  async run(context) {
    const check = await withCore(context, ({ db }) => checkAudit(db));
    context.print(check, () => [summary(check), ...check.faults.map(auditFaultInWords)].join("\n"));
    if (check.faults.length > 0) return 1;
    context.hint(
      "Whoever writes the newest hash down elsewhere can tell later whether the log before it was written anew.",
    );
    return 0;
  },
});

export const audit = group("audit", "Checks the record of who did what.", [verify]);

function summary({ entries, dropped, unchained, newest, faults }: AuditCheck): string {
  const all = [
    `${entries} entries`,
    ...(dropped > 0 ? [`${dropped} more deleted after their time`] : []),
    ...(unchained > 0 ? [`${unchained} at the end not chained yet`] : []),
  ].join(", ");
  const end = newest === null ? "" : `\nnewest: ${newest.id} ${newest.hash}`;
  return `${all}: ${faults.length === 0 ? "whole" : "not what was written"}${end}`;
}

/** One line about a place where the log breaks. */
export function auditFaultInWords({ id, fault }: AuditFault): string {
  return `entry ${id} ${FAULTS[fault]}`;
}

const FAULTS: Record<AuditFault["fault"], string> = {
  changed: "is not the one that was written",
  missing: "is missing",
  double: "is there twice",
  foreign: "was not written by this program",
};
