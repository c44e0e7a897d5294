import { readFileSync } from "node:fs";

/** A package that is installed with the program, as the lock file names it. */
export interface Package {
  name: string;
  version: string;
  /** An SPDX expression; undefined when its author names none. */
  license: string | undefined;
  /** The hash that npm holds the download against. */
  integrity: string | undefined;
  hasInstallScript: boolean;
  /** Whether package.json names it itself. */
  direct: boolean;
}

interface Locked {
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
}

/** Tests alone use it. npm knows no package that is optional, as one for a single platform is, and for development. */
const OF_TESTS = "node_modules/@flydotio/";

/** Optional native code of ssh2: it is not built, and not in the bundle. */
const LEFT_OUT = ["node_modules/buildcheck", "node_modules/cpu-features", "node_modules/nan"];

/** Named in their own package.json in an old form, which the lock file does not take over. */
const LICENSES: Record<string, string> = { ssh2: "MIT" };

/** What runs with the program, by name; what only its development needs is left out. */
export function runtimePackages(lockFile = "package-lock.json"): Package[] {
  const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as { packages: Record<string, Locked> };
  const named = packages[""]?.dependencies ?? {};
  const theirs = Object.entries(packages).filter(
    ([place, { dev, link }]) =>
      /node_modules\//.test(place) && !dev && !link && !place.startsWith(OF_TESTS) && !LEFT_OUT.includes(place),
  );
  const found = theirs.map(([place, { version = "", license, integrity, hasInstallScript = false }]) => {
    const name = place.replace(/^.*node_modules\//, "");
    return {
      name,
      version,
      license: license ?? LICENSES[name],
      integrity,
      hasInstallScript,
      direct: place === `node_modules/${name}` && name in named,
    };
  });
  const once = new Map(found.map((one) => [`${one.name}@${one.version}`, one]));
  return [...once.values()].toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** The page in Markdown. */
export function packagesPage(): string {
  const packages = runtimePackages();
  const rows = packages.map(
    ({ name, version, license, direct }) => `- ${direct ? `**${name}**` : name} ${version}, ${license ?? "not named"}`,
  );
  return `# Packages that run with the program

${packages.length} packages, those that \`package.json\` names itself in bold. \`npm run packages\` writes this page and
\`build/sbom.json\`, the same list in CycloneDX. A test holds the page against \`package-lock.json\`, and each licence against
the list of those that allow this use.

Known vulnerabilities change without us: \`npm audit --omit dev\` asks the registry for them, and continuous integration does
so with every push and once a week.

${rows.join("\n")}
`;
}
