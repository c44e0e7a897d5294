/** Writes the words of all commands beside the program. Run by: npm run build */
import { writeFileSync } from "node:fs";
import { declaredWords } from "./words.ts";

writeFileSync(new URL("words.json", import.meta.url), JSON.stringify(await declaredWords()));
