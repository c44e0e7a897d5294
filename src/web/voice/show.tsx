/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { mayChange } from "../../domain/access.ts";
import type { PartsOf } from "../parts.ts";
import { Page } from "../shell.tsx";
import { viewOf } from "../view.ts";
import type { WebEnv } from "../web-env.ts";
import { brandsOf, pathOf, settingsOf, VOICE_AT, type Brand } from "./brand-settings.ts";
import { followed, formOf, marksOf, type Marks, type VoiceForm } from "./form.ts";
import { Voice } from "./page.tsx";
import type { VoiceProps } from "./props.ts";
import { samplesOf } from "./samples.ts";

const FEW_EXAMPLES = 5;
/** More would not be read. */
const ALL_EXAMPLES = 100;

/** What is shown besides what counts. */
type Shown = Partial<Pick<VoiceProps, "troubles" | "tried" | "fileRead" | "looked" | "wasSaved">> & {
  form?: VoiceForm;
  marks?: Marks;
};

/** The page with a brand's voice, over it what the person has typed and not stored. */
export async function showVoice(
  parts: PartsOf<"voice">,
  c: Context<WebEnv>,
  brand: Brand,
  shown: Shown,
  status: 200 | 409 = 200,
): Promise<Response> {
  const view = await viewOf(parts, c);
  const settings = await settingsOf(parts, brand);
  const { form = formOf(settings), marks = marksOf(settings), troubles = {}, tried = null, wasSaved = false } = shown;
  const mayEdit = mayChange(view.person, pathOf(brand, "tone"));
  return c.html(
    <Page view={view} title={view.say.web.voice.name} section="voice">
      <Voice
        view={view}
        base={parts.base ?? VOICE_AT}
        cell={parts.cell}
        brand={brand}
        brands={brandsOf(parts, view.person)}
        settings={settings}
        {...followed(form, marks, settings)}
        troubles={troubles}
        mayEdit={mayEdit}
        samples={mayEdit ? await samplesOf(parts, view, brand.id) : []}
        costs={await parts.costs(brand.id)}
        tried={tried}
        examples={await parts.examples.list(brand.id, c.req.query("examples") === "all" ? ALL_EXAMPLES : FEW_EXAMPLES)}
        looked={shown.looked ?? null}
        fileRead={shown.fileRead ?? null}
        wasSaved={wasSaved}
      />
    </Page>,
    status,
  );
}
