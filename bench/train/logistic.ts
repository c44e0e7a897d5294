/** Logistic regression over sparse features by AdaGrad: one output, or several of which one is right. */
import { placesOf } from "../../src/ai/offline/model/weights.ts";
import type { Features } from "../../src/ai/offline/model/features.ts";
import type { Chance } from "./chance.ts";

export interface Sample {
  features: Features;
  /** See `placesOf`. */
  further?: readonly number[];
  /** The right output; with one output 1 or 0. */
  right: number;
  weight: number;
}

export interface Trained {
  size: number;
  /** Weights and a bias for each output. */
  outputs: { weights: Float32Array; bias: number }[];
}

export interface Settings {
  size: number;
  outputs: number;
  rounds: number;
  step: number;
  /** How strongly weights are drawn to 0. */
  decay: number;
}

export function train(samples: readonly Sample[], settings: Settings, chance: Chance): Trained {
  const { size, rounds } = settings;
  const outputs = Array.from({ length: settings.outputs }, () => outputOf(size));
  const rows = samples.map(({ features, further, right, weight }) => {
    const places = placesOf(features, size, further);
    return { at: Int32Array.from(places, ([at]) => at), value: Float32Array.from(places, ([, v]) => v), right, weight };
  });
  const order = Int32Array.from(rows.keys());
  for (let round = 0; round < rounds; round++) {
    chance.shuffle(order);
    for (const place of order) {
      const row = rows[place];
      if (row === undefined) continue;
      const wrong = wrongs(
        outputs.map((output) => scoreOf(output, row)),
        row.right,
      );
      for (const [at, output] of outputs.entries()) learn(output, row, (wrong[at] ?? 0) * row.weight, settings);
    }
  }
  return { size, outputs: outputs.map(({ weights, bias }) => ({ weights, bias })) };
}

interface Row {
  at: Int32Array;
  value: Float32Array;
}

function outputOf(size: number) {
  return { weights: new Float32Array(size), seen: new Float32Array(size).fill(1e-4), bias: 0, biasSeen: 1e-4 };
}
type Output = ReturnType<typeof outputOf>;

function scoreOf({ weights, bias }: Pick<Output, "weights" | "bias">, { at, value }: Row): number {
  let sum = bias;
  for (let i = 0; i < at.length; i++) sum += (weights[at[i] ?? 0] ?? 0) * (value[i] ?? 0);
  return sum;
}

/** By how much each output is above what it should be. */
function wrongs(scores: readonly number[], right: number): number[] {
  if (scores.length === 1) return scores.map((score) => 1 / (1 + Math.exp(-score)) - right);
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const all = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, at) => share / all - (at === right ? 1 : 0));
}

function learn(output: Output, { at, value }: Row, wrong: number, { step, decay }: Settings): void {
  if (Math.abs(wrong) < 1e-4) return;
  const { weights, seen } = output;
  output.biasSeen += wrong ** 2;
  output.bias -= (step * wrong) / Math.sqrt(output.biasSeen);
  for (let i = 0; i < at.length; i++) {
    const place = at[i] ?? 0;
    const slope = wrong * (value[i] ?? 0) + decay * (weights[place] ?? 0);
    seen[place] = (seen[place] ?? 0) + slope ** 2;
    weights[place] = (weights[place] ?? 0) - (step * slope) / Math.sqrt(seen[place] ?? 1);
  }
}

/** The mean of models that were trained alike. */
export function mean(models: readonly Trained[]): Trained {
  const [first] = models;
  if (first === undefined) throw new Error("there is no model");
  const outputs = first.outputs.map((_, output) => {
    const all = models.flatMap(({ outputs: one }) => one[output] ?? []);
    return {
      weights:
        first.outputs[output]?.weights.map((_w, at) => average(all.map(({ weights }) => weights[at] ?? 0))) ??
        new Float32Array(),
      bias: average(all.map(({ bias }) => bias)),
    };
  });
  return { size: first.size, outputs };
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
