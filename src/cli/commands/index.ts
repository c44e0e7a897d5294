import type { CommandDefinition } from "../command.ts";

type Load = () => Promise<CommandDefinition>;

/**
 * Every command by its name, in the order and under the headings of the help. A command's file is loaded when the command
 * is called; its words are known before (`words.ts`).
 */
export const COMMANDS: Record<string, Record<string, Load>> = {
  Start: {
    demo: async () => (await import("./demo.ts")).demo,
    init: async () => (await import("./init.ts")).init,
    doctor: async () => (await import("./doctor.ts")).doctor,
    sandbox: async () => (await import("./sandbox.ts")).sandbox,
    completion: async () => (await import("./completion.ts")).completion,
  },
  Run: {
    daemon: async () => (await import("./daemon.ts")).daemon,
    hub: async () => (await import("./hub.ts")).hub,
    reload: async () => (await import("./reload.ts")).reload,
    poll: async () => (await import("./poll.ts")).poll,
    analyze: async () => (await import("./analyze.ts")).analyze,
    generate: async () => (await import("./generate.ts")).generate,
    regenerate: async () => (await import("./regenerate.ts")).regenerate,
    send: async () => (await import("./send.ts")).send,
    "retry-failed": async () => (await import("./retry-failed.ts")).retryFailed,
    analytics: async () => (await import("./analytics.ts")).analytics,
    archive: async () => (await import("./archive.ts")).archive,
    heartbeat: async () => (await import("./heartbeat.ts")).heartbeat,
    backup: async () => (await import("./backup.ts")).backup,
    restore: async () => (await import("./restore.ts")).restore,
    standby: async () => (await import("./standby.ts")).standby,
    cells: async () => (await import("./cells.ts")).cells,
  },
  Decide: {
    inbox: async () => (await import("./inbox.ts")).inbox,
    show: async () => (await import("./show.ts")).show,
    approve: async () => (await import("./approve.ts")).approve,
    edit: async () => (await import("./edit.ts")).edit,
    skip: async () => (await import("./skip.ts")).skip,
    escalate: async () => (await import("./escalate.ts")).escalate,
    undo: async () => (await import("./undo.ts")).undo,
    retry: async () => (await import("./retry.ts")).retry,
    policy: async () => (await import("./policy.ts")).policy,
    pause: async () => (await import("./pause.ts")).pause,
    resume: async () => (await import("./resume.ts")).resume,
  },
  People: {
    alerts: async () => (await import("./alerts.ts")).alerts,
    user: async () => (await import("./user.ts")).user,
    mcp: async () => (await import("./mcp.ts")).mcp,
  },
  Look: {
    status: async () => (await import("./status.ts")).status,
    products: async () => (await import("./products.ts")).products,
    figures: async () => (await import("./figures.ts")).figures,
    export: async () => (await import("./export.ts")).exportItems,
    audit: async () => (await import("./audit.ts")).audit,
    quarantine: async () => (await import("./quarantine.ts")).quarantine,
    jobs: async () => (await import("./jobs.ts")).jobs,
    schedule: async () => (await import("./schedule.ts")).schedule,
    learn: async () => (await import("./learn.ts")).learn,
    knowledge: async () => (await import("./knowledge.ts")).knowledge,
    config: async () => (await import("./config.ts")).config,
    help: async () => (await import("./help.ts")).help,
  },
};
