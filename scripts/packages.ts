/**
 * Writes docs/packages.md, the packages that run with the program, and build/sbom.json, the same list in CycloneDX as
 * npm makes it: npm run packages.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { packagesPage } from "./packages-page.ts";

writeFileSync("docs/packages.md", packagesPage());
mkdirSync("build", { recursive: true });
writeFileSync("build/sbom.json", execFileSync("npm", ["sbom", "--omit", "dev", "--sbom-format", "cyclonedx"]));
process.stdout.write("docs/packages.md and build/sbom.json are written\n");
