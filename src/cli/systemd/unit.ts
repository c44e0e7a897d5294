import { resolve } from "node:path";
import { isBinary } from "../../base/assets.ts";
import { candidates } from "../../config/load.ts";
import type { Context } from "../context.ts";
import { nodeOptions } from "./confine.ts";

/** What a unit is written from. */
export interface UnitParts {
  /** The binary, or Node; absolute. */
  program: string;
  /** What Node runs, absolute; undefined for the binary. */
  script?: string;
  config: string;
}

/** Prints the unit for this program and the configuration that is named, else the one in /etc. Writes nothing. */
export function printUnit(context: Context): void {
  const { io, globals } = context;
  const named = globals.config ?? io.env["REPUTATION_CONFIG"];
  const [found = ""] = candidates({ file: named, env: io.env, cwd: io.cwd });
  const config = named === undefined ? "/etc/reputation/reputation.yaml" : found;
  const script = isBinary() ? {} : { script: resolve(process.argv[1] ?? "") };
  const unit = systemdUnit({ program: process.execPath, ...script, config });
  context.print({ unit, config }, () => unit);
  context.hint(`Next:
  1. sudo useradd --system --home-dir /var/lib/reputation --shell /usr/sbin/nologin reputation
  2. reputation init --systemd | sudo tee /etc/systemd/system/reputation.service
  3. sudo systemctl daemon-reload && sudo systemctl enable --now reputation
The keys and the rest: docs/deploy.md`);
}

/**
 * A unit that lets the daemon have its state, its keys and the network, and nothing else of the machine.
 * Reference: systemd.exec(5), systemd.service(5).
 */
// oxlint-disable-next-line max-lines-per-function -- most of it is the text of the unit
export function systemdUnit({ program, script, config }: UnitParts): string {
  const before = script === undefined ? [] : [...nodeOptions(script, config, quoted), quoted(script)];
  const command = (name: string): string => [quoted(program), ...before, name, "--config", quoted(config)].join(" ");
  return `# /etc/systemd/system/reputation.service, made by: reputation init --systemd
[Unit]
Description=Answers buyer reviews on Wildberries, Ozon and Yandex Market
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=10min
StartLimitBurst=10

[Service]
Type=notify
# systemd-notify, a child, tells that the daemon is ready and alive: Node itself cannot.
NotifyAccess=all
WatchdogSec=2min
ExecStart=${command("daemon")}
# Reads the configuration and the keys again, and says what came of it.
ExecReload=${command("reload")}
Restart=always
RestartSec=5s
# 2: the configuration has to be changed first. 3: another machine has taken over. No restart helps.
RestartPreventExitStatus=2 3
TimeoutStartSec=2min
# The daemon puts its running tasks away: queue.shutdown_grace, and some more.
TimeoutStopSec=45s
KillMode=mixed

User=reputation
Group=reputation
UMask=0077
StateDirectory=reputation
StateDirectoryMode=0700
CacheDirectory=reputation
WorkingDirectory=%S/reputation
Environment=REPUTATION_DATABASE=%S/reputation/reputation.db
# One line for each key; in the configuration: token_file: "\${CREDENTIALS_DIRECTORY}/wb"
${["wb", "ozon", "ym", "llm", "http", "telegram", "max", "smtp"].map((name) => `#LoadCredential=${name}:/etc/reputation/secrets/${name}`).join("\n")}

# No copy of the memory, with every key in it, on the disk; no more memory and processes than it can need.
LimitCORE=0
MemoryMax=1G
TasksMax=64

NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
# Not MemoryDenyWriteExecute: the JavaScript engine writes the code that it runs.

[Install]
WantedBy=multi-user.target
`;
}

/** Quotes a word, because systemd splits words as a shell does and gives % and $ a meaning. */
function quoted(word: string): string {
  const text = word.replaceAll("%", "%%").replaceAll("$", () => "$$");
  return /^[\w./:@%$=+-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
