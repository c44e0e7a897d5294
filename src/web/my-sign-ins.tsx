/** @jsxImportSource hono/jsx */
import type { Session } from "../decisions/sessions.ts";
import { deviceName } from "./device.ts";
import type { View } from "./parts.ts";
import { when } from "./say.ts";

/** A session of the person who looks; `current` is the one they look from. */
export type OwnSession = Session & { current: boolean };

interface MineProps {
  view: View;
  sessions: readonly OwnSession[];
}

/** Where one is signed in, and one's own password. Whom a proxy signs in has neither. */
export function Mine({ view, sessions }: MineProps) {
  if (sessions.length === 0) return null;
  return (
    <>
      <MySessions view={view} sessions={sessions} />
      <MyPassword view={view} />
    </>
  );
}

function MySessions({ view, sessions }: MineProps) {
  const { people } = view.say.web;
  return (
    <section class="panel stack tight">
      <h2>{people.mySessions}</h2>
      <ul class="stack tight">
        {sessions.map((session) => (
          <li>
            <b>{session.current ? people.thisOne : session.address}</b>{" "}
            <span class="dim">{when(session.last_seen_at, view.now, view.timezone)}</span>
            <p class="dim">{deviceName(session.agent)}</p>
            {!session.current && (
              <form method="post" action={`/me/sessions/${session.id}/end`}>
                <button class="btn small">{people.endOne}</button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <form method="post" action="/me/sessions/end">
          <button class="btn small">{people.endOthers}</button>
        </form>
      )}
    </section>
  );
}

function MyPassword({ view }: { view: View }) {
  const { people, door } = view.say.web;
  return (
    <details class="panel">
      <summary>{people.changePassword}</summary>
      <form method="post" action="/me/password" class="stack tight">
        <input type="hidden" name="username" autocomplete="username" value={view.person.login} />
        <label class="field">
          <span>{people.oldPassword}</span>
          <input type="password" name="old" autocomplete="current-password" maxlength={200} required />
        </label>
        <label class="field">
          <span>{door.newPassword}</span>
          <input type="password" name="password" autocomplete="new-password" minlength={12} maxlength={128} required />
        </label>
        <button class="btn small">{people.setPassword}</button>
      </form>
    </details>
  );
}
