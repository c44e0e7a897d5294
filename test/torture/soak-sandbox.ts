/** Runs the sandbox in a thread of its own, on the soak's clock, so that its memory is not counted as the product's. */
import { parentPort } from "node:worker_threads";
import { systemClock } from "../../src/base/clock.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";

export interface SoakMessage {
  now: number;
  add: SampleItem[];
}

let now = 0;
const port = parentPort!;
port.once("message", (first: SoakMessage) => void serve(first));

async function serve(first: SoakMessage): Promise<void> {
  now = first.now;
  const sandbox = await startSandbox({ clock: { ...systemClock, now: () => now }, items: first.add });
  port.on("message", (message: SoakMessage) => {
    now = message.now;
    if (message.add.length > 0) sandbox.world.add(message.add);
    const answers = sandbox.world.items().map((item) => item.received.length);
    const [answered, twice] = [answers.filter((n) => n === 1).length, answers.filter((n) => n > 1).length];
    port.postMessage({ items: answers.length, answered, twice });
  });
  const { url, baseUrls, credentials } = sandbox;
  port.postMessage({ url, baseUrls, credentials });
}
