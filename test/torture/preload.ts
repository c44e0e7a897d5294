/** Loads in advance what the product loads on demand, so that a daemon works at once when its turn comes. */
import { flushCompileCache } from "node:module";
import "../../src/queue/runner.ts";
import "../../src/office/reporter.ts";
import "../../src/ai/create.ts";
import "../../src/ai/offline/provider.ts";
import { phrasesOf } from "../../src/ai/offline/phrases.ts";
import "../../src/ai/knowledge.ts";
import "../../src/marketplaces/create.ts";
import "../../src/schedule/scheduler.ts";
import "../../src/schedule/plan.ts";

phrasesOf(null);
// A killed process keeps nothing of what it has compiled.
flushCompileCache();
