/** @jsxImportSource hono/jsx */
import { EXPORT_FORMATS, type ExportFormat } from "../desk/export/file.ts";
import type { Texts } from "../texts/texts.ts";
import { Icon } from "./icons.tsx";

/**
 * The list that is shown as a file of each kind. They are buttons, for a form to be sent by: a link elsewhere must not make
 * the audit log say that somebody has taken the list out. @param addressOf of the file
 */
export function TakeOut({ say, addressOf }: { say: Texts; addressOf: (format: ExportFormat) => string }) {
  const { name, formats } = say.exports;
  return (
    <details class="drop">
      <summary class="btn">
        {name}
        <Icon name="down" />
      </summary>
      <div class="drop-body">
        {EXPORT_FORMATS.map((format) => (
          <button class="link" formmethod="post" formaction={addressOf(format)}>
            {formats[format]}
          </button>
        ))}
      </div>
    </details>
  );
}
