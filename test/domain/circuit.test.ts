import { expect, test } from "vitest";
import { afterPollError, CIRCUIT_PAUSE_MS, CIRCUIT_THRESHOLD, circuitState, CLOSED } from "../../src/domain/circuit.ts";

test("a circuit that was opened while the clock was far ahead allows a probe", () => {
  const month = 30 * 86_400_000;
  const circuit = { consecutiveErrors: 5, openUntil: 1000 + month + CIRCUIT_PAUSE_MS };
  expect(circuitState(circuit, 1000 + month)).toBe("open");
  expect(circuitState(circuit, 1000)).toBe("half_open");
});

test("the circuit opens after five failures in a row, allows one probe, and reopens when the probe fails", () => {
  let [circuit, now] = [CLOSED, 1000];
  for (let i = 1; i < CIRCUIT_THRESHOLD; i++) circuit = afterPollError(circuit, now);
  expect(circuitState(circuit, now)).toBe("closed");
  circuit = afterPollError(circuit, now);
  expect(circuitState(circuit, now)).toBe("open");
  now += CIRCUIT_PAUSE_MS;
  expect(circuitState(circuit, now)).toBe("half_open");
  circuit = afterPollError(circuit, now);
  expect(circuitState(circuit, now)).toBe("open");
});
