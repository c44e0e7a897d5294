import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // React as the program brings it: drawing takes less than with its checks for developers.
  oxc: { jsx: { development: false } },
  test: {
    env: { NODE_ENV: "production" },
    setupFiles: ["test/support/loopback-only.ts"],
    pool: "forks",
    // Files share the processes, so that what they import is loaded once in each.
    isolate: false,
    // Many tests wait for a process or a timer now and then: more workers than cores keep the cores busy.
    maxWorkers: availableParallelism() + 2,
    // Tests make and drop much: with more room for what is young, its collector runs less often.
    execArgv: ["--min-semi-space-size=64", "--max-semi-space-size=64"],
    // Tests wait for facts. These end one whose fact never comes, on a machine that is very busy, too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    restoreMocks: true,
    projects: [
      // What starts processes of its own. It takes longest, so it comes first: projects run in the order of their names.
      {
        extends: true,
        test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], globalSetup: ["test/torture/bundle-once.ts"] },
      },
      // A real browser; it comes with `npm ci`. Each file starts one and closes it, so it has its own process.
      { extends: true, test: { name: "browser", include: ["test/browser/*.test.ts"], isolate: true } },
      // The rest of it takes minutes: `npm run test:browser`.
      { extends: true, test: { name: "browser-all", include: ["test/browser/**/*.test.ts"], isolate: true } },
      // Everything else.
      {
        extends: true,
        test: {
          name: "fast",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/e2e/**", "test/browser/**"],
        },
      },
    ],
  },
});
