/** The page of the rules: what each does, what it would do, and stopping what goes out, as plain data and promises. */
import { DAY_MS, type Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Decisions } from "../decisions/index.ts";
import { actorOf } from "../decisions/people.ts";
import { mayStopSending, type Person } from "../domain/access.ts";
import { dayOf } from "../domain/calendar.ts";
import type { Rules } from "../domain/policy.ts";
import type { Reader } from "../store/db.ts";
import { automaticSends } from "../store/tables/automatic-sends.ts";
import { namedPauses } from "../store/tables/pauses.ts";
import { ruleFigures, type RuleFigure } from "../store/views/rule-figures.ts";
import { ruleSwitches } from "../store/views/rule-switches.ts";
import { tryRules, type EditedRules, type Trial } from "./rule-trial.ts";
import { whoChanged, type LastChange } from "./settings-api.ts";
import { createTurns } from "./turns.ts";

/** What the rules have done lately, of the items that the person may see. */
export interface RulesState {
  figures: RuleFigure[];
  /** Who switched a rule off, by its name. */
  switchedOff: ReadonlyMap<string, LastChange>;
  /** Answers that went out today on a rule's word; null for a person who does not see all brands. */
  sentToday: number | null;
  /** Who has stopped the sending; null while it goes on. */
  sendingStopped: LastChange | null;
}

export interface RulesApi {
  state(person: Person): Promise<RulesState>;
  /** Tries the stored rules out, or those that somebody is editing. @throws StateError `search.busy` */
  trial(edited: EditedRules | null, person: Person): Promise<Trial>;
  /** Stops or resumes all sending. @returns false when the person may not */
  setSending(goesOn: boolean, person: Person): Promise<boolean>;
}

export interface RulesParts {
  db: Reader;
  clock: Clock;
  config: Config;
  decisions: Pick<Decisions, "pause" | "resume">;
}

const TRIAL_MS = 30 * DAY_MS;
/** As many as a trial goes through in a few seconds. */
const MOST_TRIED = 5000;

export function rulesApi({ db, clock, config, decisions }: RulesParts): RulesApi {
  const inTurn = createTurns();
  // Also while they are stopped: who tries them wants to know what they would do.
  const stored = (): Rules => ({ rules: config.approval.rules, rules_enabled: true });
  const change = ({ by, at }: { by: string; at: number }): LastChange => ({
    by: whoChanged(db, by, config.locale),
    at,
  });

  return {
    async state({ brands }) {
      const now = clock.now();
      const paused = namedPauses(db).publish;
      return {
        figures: await ruleFigures(db, { day: now - DAY_MS, week: now - 7 * DAY_MS, now, brands }),
        switchedOff: new Map([...ruleSwitches(db)].map(([rule, last]) => [rule, change(last)])),
        sentToday: brands === null ? automaticSends(db, dayOf(now, config.timezone)) : null,
        sendingStopped: paused ? change({ by: paused.by, at: paused.since }) : null,
      };
    },
    trial: (edited, person) =>
      inTurn(actorOf(person), async () => {
        const which = { createdSince: clock.now() - TRIAL_MS, limit: MOST_TRIED, brands: person.brands };
        return tryRules({ db, clock, config }, which, stored(), edited);
      }),
    async setSending(goesOn, person) {
      if (!mayStopSending(person)) return false;
      await (goesOn ? decisions.resume("publish", actorOf(person)) : decisions.pause("publish", actorOf(person)));
      return true;
    },
  };
}
