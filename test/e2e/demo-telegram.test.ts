/** The demo on a telephone: what is pressed in the terminal is what the simulated marketplace holds. */
import { expect, test } from "vitest";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

test("the demo shows cards in the terminal, and a button pressed there by its number sends the answer once", async () => {
  const pressed = new Set<string>();
  const once = (number: string | undefined): string | undefined => {
    if (number === undefined || pressed.has(number)) return undefined;
    pressed.add(number);
    return `${number}\n`;
  };
  const type = (output: string): string | undefined => {
    if (output.includes("Отправлено")) return once("q");
    // All three have come: the question, the complaint, and the one that only a person answers.
    if (!/сыпь[^└]*Черновик, /.test(output)) return undefined;
    return once(/\[(\d+)\] Отправить/.exec(output)?.[1]);
  };
  const { code, stdout } = await runIn(["demo", "--telegram", "--no-color"], { cwd: tempFolder(), tty: true, type });
  expect(stdout).toMatch(/Отправить → Уйдёт через 8 с, можно вернуть/);
  expect(stdout).toMatch(/Отправляет Демо[^└]*\] Вернуть/);
  expect(stdout).toContain("exactly one answer for each of the 1 published items");
  // The one that speaks of harm has no button that sends.
  expect(stdout).not.toMatch(/сыпь[^└]*\] Отправить/);
  expect(code).toBe(0);
});
