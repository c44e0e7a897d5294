/** @jsxImportSource hono/jsx */
import { Alarm, Outcomes, type Outcome } from "../cells-said.tsx";
import type { View } from "../parts.ts";
import { VOICE_AT } from "./brand-settings.ts";
import { formOf, inWords, VOICE_KEYS, type Settings, type VoiceKey } from "./form.ts";

/** The voice of a brand in a cell; `settings` is null when they cannot be had, and `why` says why. */
export interface CellVoiceStands {
  id: string;
  name: string;
  settings: Settings | null;
  why: string;
}

interface Brand {
  id: string;
  name: string;
}

interface BrandsProps {
  view: View;
  brands: readonly (Brand & { cells: readonly { id: string; name: string }[] })[];
}

/** The brands with the cells that hold them; one of a single cell leads straight to its voice. */
export function BrandList({ view, brands }: BrandsProps) {
  const { cells } = view.say.web.voice;
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{cells.name}</h1>
        <p class="dim">{cells.lead}</p>
      </div>
      {brands.length === 0 ? (
        <p>{cells.none}</p>
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              <th scope="col">{cells.columns.brand}</th>
              <th scope="col">{cells.columns.cells}</th>
            </tr>
          </thead>
          <tbody>
            {brands.map(({ id, name, cells: of }) => (
              <tr>
                <th scope="row">{name}</th>
                <td class="line" data-l={cells.columns.cells}>
                  {of.map((cell) => (
                    <>
                      <a href={`/cells/${cell.id}/voice/${id}`}>{cell.name}</a>{" "}
                    </>
                  ))}
                  {of.length > 1 && <a href={`${VOICE_AT}/${id}`}>{cells.compare}</a>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </main>
  );
}

interface ComparedProps {
  view: View;
  brand: Brand;
  cells: readonly CellVoiceStands[];
  outcomes: readonly Outcome[];
  mayEdit: boolean;
}

/** What each cell has for the brand, and where they differ. */
export function Compared(props: ComparedProps) {
  const { view, brand, cells, outcomes } = props;
  const { voice } = view.say.web;
  const known = cells.flatMap(({ settings, ...cell }) => (settings ? [{ ...cell, settings }] : []));
  const differing = VOICE_KEYS.filter((key) => new Set(known.map(({ settings }) => settings[key].mark)).size > 1);
  return (
    <main id="main" class="page">
      <div class="page-head">
        <p>
          <a href={VOICE_AT}>{voice.cells.name}</a>
        </p>
        <h1>{voice.how(brand.name)}</h1>
      </div>
      <div class="stack">
        {outcomes.length > 0 && <Outcomes name={voice.cells.outcome} outcomes={outcomes} />}
        {cells.map(({ settings, why }) => settings === null && <Alarm said={why} />)}
        <ul class="line">
          {known.map(({ id, name }) => (
            <li>
              <a class="btn small" href={`/cells/${id}/voice/${brand.id}`}>
                {name}: {voice.cells.open}
              </a>
            </li>
          ))}
        </ul>
        {known.length > 1 && differing.length === 0 && (
          <p>{known.length === cells.length ? voice.cells.same : voice.cells.sameKnown}</p>
        )}
        {differing.map((key) => (
          <Difference view={view} of={key} known={known} />
        ))}
        {props.mayEdit && differing.length > 0 && known.map((from) => <Copy {...props} from={from} known={known} />)}
      </div>
    </main>
  );
}

type Known = readonly { id: string; name: string; settings: Settings }[];

function Difference({ view, of, known }: { view: View; of: VoiceKey; known: Known }) {
  const { voice } = view.say.web;
  return (
    <section class="panel">
      <h2>
        {voice.fields[of]} <span class="tag warn">{voice.cells.differs}</span>
      </h2>
      <dl class="facts">
        {known.map(({ name, settings }) => (
          <div>
            <dt>{name}</dt>
            <dd class="pre">{inWords(formOf(settings), of, voice)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Puts what one cell has into all others, as far as they are what is on the page. */
function Copy({ view, brand, from, known }: ComparedProps & { from: Known[number]; known: Known }) {
  const { cells } = view.say.web.voice;
  return (
    <details class="stack tight">
      <summary class="btn">{cells.copy(from.name)}</summary>
      <form method="post" action={`${VOICE_AT}/${brand.id}/copy`}>
        <input type="hidden" name="from" value={from.id} />
        {known.flatMap(({ id, settings }) =>
          VOICE_KEYS.map((key) => <input type="hidden" name={`mark-${id}-${key}`} value={settings[key].mark} />),
        )}
        <button class="btn">{cells.copyReally(from.name)}</button>
      </form>
    </details>
  );
}
