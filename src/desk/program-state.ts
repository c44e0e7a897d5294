/** How the program does: what its page shows, of this daemon or of one that is reached over a network. */
import { seesAccount, type MatchedBrand, type Person } from "../domain/access.ts";
import type { Platform } from "../domain/platform.ts";
import type { BackupState } from "./backups.ts";
import type { Desk } from "./desk.ts";
import type { Overview } from "./overview.ts";
import type { AccountPage } from "./work.ts";

/** What the page shows of an account. */
export interface AccountState extends Pick<AccountPage, "id" | "platform" | "late"> {
  polls: Pick<
    AccountPage["polls"][number],
    | "last_poll_at"
    | "last_poll_status"
    | "last_poll_error_code"
    | "consecutive_errors"
    | "circuit_open_until"
    | "items_fetched_last"
  >[];
  key: Pick<NonNullable<AccountPage["key"]>, "expires_at"> | null;
  holds: Pick<AccountPage["holds"][number], "code" | "message">[];
}

/** What the page shows of the program as a whole. */
export interface ProgramOverview extends Pick<
  Overview,
  "unsent" | "failed_24h" | "published_24h" | "open_outcomes" | "quarantined" | "clock_wrong_ms" | "paused"
> {
  daemon: Pick<NonNullable<Overview["daemon"]>, "started_at"> | null;
  jobs: Pick<Overview["jobs"], "running" | "ready" | "scheduled">;
  ai_today: Pick<Overview["ai_today"], "tokens">;
  ai_holds: Pick<Overview["ai_holds"][number], "code" | "message">[];
  channels: Pick<Overview["channels"][number], "channel" | "away_since" | "waiting" | "last_24h" | "last_sent_at">[];
}

export interface ProgramState {
  overview: ProgramOverview;
  accounts: AccountState[];
  backup: BackupState | null;
}

interface Around {
  program: Pick<Desk, "overview" | "backup" | "accounts">;
  config: { accounts: readonly { id: string; brand: string; platform: Platform }[]; brands: readonly MatchedBrand[] };
}

/** The program as far as the person may see it. */
export async function programState({ program, config }: Around, person: Pick<Person, "brands">): Promise<ProgramState> {
  const [overview, accounts, backup] = await Promise.all([program.overview(), program.accounts(), program.backup()]);
  const theirs = new Set(
    config.accounts.filter((account) => seesAccount(person, account, config.brands)).map(({ id }) => id),
  );
  return { overview, accounts: accounts.filter(({ id }) => theirs.has(id)), backup };
}
