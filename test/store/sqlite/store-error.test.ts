import { writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { expect, test } from "vitest";
import { isStoreFault, storeError } from "../../../src/store/sqlite/store-error.ts";
import { tempFolder } from "../../support/temp.ts";

test.each(["SQLITE_IOERR_GETTEMPPATH", "SQLITE_CANTOPEN"])(
  "%s without any folder for temporary files names the folders and the remedy, and with one it is the file's own",
  (code) => {
    const [away, file] = [join(tempFolder(), "away"), join(tempFolder(), "file")];
    writeFileSync(file, "");
    const error = new BetterSqlite3.SqliteError("disk I/O error", code);
    const described = storeError(error, "/srv/a.db", [away, file]);
    expect(described).toMatchObject({
      code: "store.temp",
      message: `database /srv/a.db: no folder for temporary files can be written: ${away}, ${file}`,
      hint: expect.stringContaining("TMPDIR=") as string,
    });
    expect(isStoreFault(described)).toBe(true);
    const withOne = storeError(error, "/srv/a.db", [away, tempFolder()]);
    expect(withOne).toMatchObject({ code: code.startsWith("SQLITE_IOERR") ? "store.ioerr" : "store.cantopen" });
  },
);
