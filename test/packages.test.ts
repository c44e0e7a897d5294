/** What runs with the program besides its own code. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packagesPage, runtimePackages } from "../scripts/packages-page.ts";

/** Licences that ask for no more than being named. */
const ALLOWED = /^(Unlicense|MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|\(MIT OR CC0-1\.0\))$/;

test("the page about packages says what the lock file says", () => {
  expect(readFileSync("docs/packages.md", "utf8"), "npm run packages writes it").toBe(packagesPage());
});

/** Its script builds native code that it does without: `.npmrc` lets none run, and the bundle has none of it. */
const NATIVE_IF_BUILT = "ssh2";

test("every package has a licence that allows this use, a checked download and no install script", () => {
  const packages = runtimePackages();
  expect(packages.length).toBeGreaterThan(50);
  const odd = packages.filter(
    ({ name, license, integrity, hasInstallScript }) =>
      !ALLOWED.test(license ?? "") || !integrity || (hasInstallScript && name !== NATIVE_IF_BUILT),
  );
  expect(odd.map(({ name, license, hasInstallScript }) => ({ name, license, hasInstallScript }))).toEqual([]);
});
