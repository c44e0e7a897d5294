/**
 * The lanes: each runs a fixed number of jobs at a time and waits for no other. Polls and sends have one lane for each
 * marketplace, so that one that hangs holds up nothing of the others.
 */
import { PLATFORMS, type Platform } from "./platform.ts";

type PerPlatform<Group extends string> = `${Group}_${Platform}`;
export type Lane = PerPlatform<"poll"> | PerPlatform<"publish"> | "ai" | "alerts" | "system";

/** What a person calls lanes: `publish` is all three of its marketplaces, `publish_wb` is one of them. */
export const LANE_GROUPS = ["publish", "poll", "ai", "alerts", "system"] as const;
export type LaneGroup = (typeof LANE_GROUPS)[number];

/** The lane of one marketplace. */
export function laneOf<Group extends "poll" | "publish">(group: Group, platform: Platform): PerPlatform<Group> {
  return `${group}_${platform}`;
}

/** The lanes of a group. */
export function lanesIn(group: LaneGroup): readonly Lane[] {
  if (group !== "publish" && group !== "poll") return [group];
  return PLATFORMS.map((platform) => laneOf(group, platform));
}

export const LANES: readonly Lane[] = LANE_GROUPS.flatMap(lanesIn);

/** The number of slots by lane. @param sizes by group; those of `poll` and `publish` are for each marketplace */
export function slotsByLane(sizes: Readonly<Record<LaneGroup, number>>): Record<Lane, number> {
  const slots = LANE_GROUPS.flatMap((group) => lanesIn(group).map((lane) => [lane, sizes[group]] as const));
  return Object.fromEntries(slots) as Record<Lane, number>;
}
