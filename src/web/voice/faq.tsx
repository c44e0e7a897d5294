/** @jsxImportSource hono/jsx */
import { LONGEST_ANSWER, LONGEST_QUESTION, MOST_FORMS } from "../../domain/faq.ts";
import { Icon } from "../icons.tsx";
import { entryOf, type TypedEntry } from "./form.ts";
import { Part } from "./part.tsx";
import type { VoiceProps } from "./props.ts";

/** The brand's own answers: each opens to be changed; a new one is typed in the last place or read from a file. */
export function Faq(props: VoiceProps) {
  const { view, form, mayEdit } = props;
  const { voice } = view.say.web;
  return (
    <Part at={props} keys={["faq"]} name={<span id="faq">{voice.fields.faq}</span>} how={voice.faqHow}>
      <FileRead {...props} />
      {form.faq.length === 0 && <p class="dim">{voice.noFaq}</p>}
      {form.faq.map((entry, at) => (
        <Entry {...props} entry={entry} at={at} />
      ))}
      {mayEdit && (
        <>
          <details>
            <summary>{voice.newFaq}</summary>
            <Fields {...props} entry={{ questions: "", answer: "" }} at={null} />
          </details>
          <div class="inline">
            <input type="file" name="faq_file" accept=".csv,.xlsx" aria-label={voice.faqFile} />
            <button
              class="btn"
              name="do"
              value="read_faq"
              formenctype="multipart/form-data"
              formaction={`${props.base}/${props.brand.id}#faq`}
            >
              {voice.readFile}
            </button>
          </div>
          <p class="dim">{voice.faqFile}</p>
        </>
      )}
    </Part>
  );
}

function Entry(props: VoiceProps & { entry: TypedEntry; at: number }) {
  const { view, entry, mayEdit } = props;
  const { voice } = view.say.web;
  const { questions, answer } = entryOf(entry);
  return (
    <details>
      <summary>
        <b>{questions[0] ?? ""}</b>{" "}
        {questions.length > 1 && <span class="dim">{voice.faqTerse(questions.length)}</span>}
      </summary>
      {mayEdit ? (
        <Fields {...props} />
      ) : (
        <>
          {questions.length > 1 && <p class="pre dim">{questions.join("\n")}</p>}
          <p class="pre">{answer}</p>
        </>
      )}
    </details>
  );
}

/** @param at its place in the list; null for the new one */
function Fields({ view, base, brand, entry, at }: VoiceProps & { entry: TypedEntry; at: number | null }) {
  const { voice } = view.say.web;
  return (
    <div class="stack tight">
      <label class="field">
        <span>{voice.faqQuestions}</span>
        <textarea name="faq_questions" rows={4} maxlength={MOST_FORMS * (LONGEST_QUESTION + 1)}>
          {entry.questions}
        </textarea>
      </label>
      <label class="field">
        <span>{voice.faqAnswer}</span>
        <textarea name="faq_answer" rows={3} maxlength={LONGEST_ANSWER}>
          {entry.answer}
        </textarea>
      </label>
      {at !== null && (
        <p>
          <button
            class="link"
            name="drop_faq"
            value={at}
            formaction={`${base}/${brand.id}#faq`}
            aria-label={voice.drop(entryOf(entry).questions[0] ?? "")}
          >
            {voice.dropFaq}
          </button>
        </p>
      )}
    </div>
  );
}

/** What a file has given, before anything is stored; of two answers to one question both. */
function FileRead({ view, fileRead }: VoiceProps) {
  const { file } = view.say.web.voice;
  if (fileRead === null) return null;
  if ("problem" in fileRead) {
    return (
      <p class="alert warn" role="alert">
        <Icon name="alert" />
        {fileRead.problem === "unreadable" ? file.unreadable(fileRead.why) : file[fileRead.problem]}
      </p>
    );
  }
  const { fresh, known, differing, skipped } = fileRead;
  return (
    <div class="alert" role="status">
      <div>
        <p>{file.read(fresh, known)}</p>
        {differing.map(({ question, inFile }) => (
          <>
            <p>{file.differs(question)}</p>
            <p>
              <b>{file.inFile}</b>
            </p>
            <p class="pre">{inFile}</p>
          </>
        ))}
        {skipped.length > 0 && <p>{file.skipped(skipped.join(", "))}</p>}
      </div>
    </div>
  );
}
