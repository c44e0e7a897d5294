/** Writes beside the program what it would take long to find out: the words of all commands, and the mark of the schema. */
import { writeFileSync } from "node:fs";
import { makeMark, MARK_FILE } from "../store/sqlite/schema-check.ts";
import { declaredWords } from "./words.ts";

writeFileSync(new URL(MARK_FILE, import.meta.url), JSON.stringify(makeMark()));
writeFileSync(new URL("words.json", import.meta.url), JSON.stringify(await declaredWords()));
