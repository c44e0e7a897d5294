/**
 * Writes beside the built program what it would take each command long to find out: the words of all commands, and the mark of
 * the schema. Run by the build: node scripts/write-words.ts dist/cli
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { declaredWords } from "../src/cli/words.ts";
import { makeMark, MARK_FILE } from "../src/store/sqlite/schema-check.ts";

const [, , folder = ""] = process.argv;
writeFileSync(join(folder, MARK_FILE), JSON.stringify(makeMark()));
writeFileSync(join(folder, "words.json"), JSON.stringify(await declaredWords()));
