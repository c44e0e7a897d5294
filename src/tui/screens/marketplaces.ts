import { circuitState } from "../../domain/circuit.ts";
import { failureSentence, happened, keyHoldSentence } from "../../domain/failure.ts";
import type { ItemType } from "../../domain/platform.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { AccountPage } from "../../desk/work.ts";
import type { KeyState } from "../../store/tables/keys.ts";
import { circuitOf, type PollingState } from "../../store/tables/polling-state.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { narrowed } from "../filter.ts";
import { readingOf, type ScreenParts, type ScreenSource } from "../screen-source.ts";
import type { Line, Row, Times, View } from "../view.ts";

const TYPES: readonly ItemType[] = ["review", "question"];

export function marketplacesScreen({ desk, clock, texts, times }: ScreenParts): ScreenSource {
  return {
    async list(filter) {
      return narrowed(marketplacesView(await desk.accounts(), clock.now(), texts, times), filter, texts);
    },
    async detail(id) {
      const account = (await desk.accounts()).find((page) => id.startsWith(`${page.id}:`));
      return readingOf(id, account ? marketplaceLines(account, clock.now(), texts, times) : []);
    },
  };
}

/** The circuits, polls and keys of each account, also of one that was never polled. */
export function marketplacesView(accounts: readonly AccountPage[], now: number, texts: Texts, times: Times): View {
  const { columns, words } = texts;
  const rows = accounts.flatMap(({ id, polls, key, holds }): Row[] => [
    ...holds.map((hold): Row => {
      const said = safeLine(keyHoldSentence(hold)(texts.failures));
      return { id: `${id}:hold`, tone: "bad", cells: [id, words.key, `✗ ${words.keyRefused}`, "", "", said] };
    }),
    ...TYPES.map((type) => {
      const poll = polls.find((one) => one.item_type === type);
      return pollRow(id, type, poll, now, texts, times);
    }),
    ...(key ? [keyRow(key, texts)] : []),
  ]);
  return {
    title: `${words.accounts}: ${accounts.length}`,
    columns: [
      { title: columns.account, width: { most: 20 } },
      { title: columns.what, width: { most: 10 } },
      { title: columns.state, width: { most: 22 } },
      { title: columns.polled, width: { most: 12 } },
      { title: columns.fetched, width: 9, spare: true },
      { title: columns.lastError, width: "rest" },
    ],
    rows,
  };
}

function pollRow(
  account: string,
  type: ItemType,
  poll: PollingState | undefined,
  now: number,
  texts: Texts,
  times: Times,
): Row {
  const { state, tone } = pollState(poll, now, texts);
  const fetched = String(poll?.items_fetched_total ?? 0);
  return {
    id: `${account}:${type}`,
    tone,
    cells: [
      account,
      texts.words[`${type}s`],
      state,
      times.about(poll?.last_poll_at ?? null),
      fetched,
      poll ? pollError(poll, texts) : "",
    ],
  };
}

/** What went wrong, in the manager's language. With `whole` the program's own words follow, for the administrator. */
function pollError(
  { last_poll_error, last_poll_error_code }: PollingState,
  { failures }: Texts,
  whole = false,
): string {
  const [message, code] = [last_poll_error ?? "", last_poll_error_code];
  if (message === "" || code === null) return safeLine(message);
  return whole ? failureSentence({ code, message })(failures) : happened(code, failures);
}

function pollState(
  poll: PollingState | undefined,
  now: number,
  { words }: Texts,
): { state: string; tone: "plain" | "warn" | "bad" | "dim" } {
  if (!poll?.last_poll_at) return { state: `– ${words.neverPolled}`, tone: "dim" };
  const circuit = circuitState(circuitOf(poll), now);
  if (circuit !== "closed") return { state: `✗ ${words[circuit]}`, tone: "bad" };
  if (poll.last_poll_status === "error") return { state: `! ${words.failing}`, tone: "warn" };
  return { state: `✓ ${words.closed}`, tone: "plain" };
}

function keyRow({ account, expires_at, warnings }: KeyState, { words }: Texts): Row {
  const isDoubtful = warnings.length > 0;
  return {
    id: `${account}:key`,
    tone: isDoubtful ? "warn" : "plain",
    cells: [account, words.key, keyEnd(expires_at, words), "", "", isDoubtful ? `! ${warnings.join("; ")}` : ""],
  };
}

function keyEnd(expiresAt: number | null, words: Texts["words"]): string {
  return expiresAt === null ? words.noEnd : `${words.until} ${new Date(expiresAt).toISOString().slice(0, 10)}`;
}

/** Everything that is known about the connection of an account. */
export function marketplaceLines(
  { id, platform, polls, key, holds, used }: AccountPage,
  now: number,
  texts: Texts,
  times: Times,
): Line[] {
  const { words } = texts;
  const plain = (text: string): Line => ({ text: safeLine(text), tone: "plain" });
  const inMinute = used.starts.filter((at) => at > now - 60_000).length;
  const held = Object.entries(used.holds).filter(([, until]) => until > now);
  return [
    { text: `${id} · ${platform}`, tone: "title" },
    ...TYPES.flatMap((type) =>
      pollLines(
        type,
        polls.find((poll) => poll.item_type === type),
        now,
        texts,
        times,
      ),
    ),
    { text: `─ ${words.key}`, tone: "dim" },
    plain(key ? keyEnd(key.expires_at, words) : words.keyNotSeen),
    ...holds.map((hold): Line => {
      return { text: `✗ ${words.keyRefused}: ${safeLine(keyHoldSentence(hold)(texts.failures))}`, tone: "bad" };
    }),
    ...(key?.warnings ?? []).map((text): Line => ({ text: `! ${safeLine(text)}`, tone: "warn" })),
    { text: `─ ${words.limits}`, tone: "dim" },
    plain(`${words.inMinute}: ${inMinute}`),
    ...held.map(([bucket, until]): Line => {
      return { text: safeLine(`! ${words.holds} (${bucket}): ${times.relative(until)}`), tone: "warn" };
    }),
  ];
}

function pollLines(type: ItemType, poll: PollingState | undefined, now: number, texts: Texts, times: Times): Line[] {
  const { words } = texts;
  const { state, tone } = pollState(poll, now, texts);
  const lines: Line[] = [
    { text: `─ ${words[`${type}s`]}`, tone: "dim" },
    { text: state, tone },
  ];
  if (!poll?.last_poll_at) return lines;
  const fetched = `${words.fetched}: ${poll.items_fetched_last}, ${words.inAll} ${poll.items_fetched_total}`;
  lines.push({ text: `${words.lastPoll}: ${times.relative(poll.last_poll_at)}, ${fetched}`, tone: "plain" });
  if (poll.consecutive_errors > 0) lines.push({ text: `${words.errorsInRow}: ${poll.consecutive_errors}`, tone });
  const { circuit_open_until: openUntil } = poll;
  if (openUntil !== null && openUntil > now)
    lines.push({ text: `${words.half_open}: ${times.relative(openUntil)}`, tone });
  const error = pollError(poll, texts, true);
  if (error) lines.push({ text: `✗ ${error}`, tone: "bad" });
  return lines;
}
