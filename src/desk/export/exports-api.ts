/** The lists that a person sees, as files. */
import { MOST_SHEET_ROWS } from "../../base/files/xlsx-write.ts";
import type { Config } from "../../config/schema.ts";
import type { Decisions } from "../../decisions/index.ts";
import type { Reader } from "../../store/db.ts";
import type { Asking, Lists, WholeList, WholeSent } from "../lists.ts";
import { fileOf, type ExportFormat } from "./file.ts";

export type ListToExport = { of: "items"; query: WholeList } | { of: "sent"; query: WholeSent };

export interface ExportsApi {
  /**
   * The whole list as it stands now, in portions; an item shows what it is when its portion is read. The audit log has it
   * before anything is given.
   * @param taken `filters`: what was asked for, in words, for the audit log
   * @returns undefined when it does not fit on a sheet
   * @throws StateError `search.busy`; InternalError `store.*` when the audit log cannot be written
   */
  file(
    list: ListToExport,
    taken: { format: ExportFormat; filters: Readonly<Record<string, string | undefined>> },
    who: Asking,
  ): Promise<AsyncGenerator<Uint8Array> | undefined>;
}

interface Parts {
  db: Reader;
  config: Config;
  decisions: Pick<Decisions, "recordExport">;
  lists: Pick<Lists, "ids" | "sentIds">;
}

export function exportsApi({ db, config, decisions, lists }: Parts): ExportsApi {
  return {
    async file(list, { format, filters }, who) {
      const ids = list.of === "items" ? await lists.ids(list.query, who) : await lists.sentIds(list.query, who);
      if (format === "xlsx" && ids.length > MOST_SHEET_ROWS) return undefined;
      const count = ids.length;
      await decisions.recordExport({ list: list.of, format, filters, count, surface: "page" }, who.actor);
      return fileOf({ db, config }, ids, format);
    },
  };
}
