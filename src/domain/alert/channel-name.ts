/** The ways on which people are told. */
export const CHANNELS = ["telegram", "max", "email", "webhook"] as const;
export type ChannelName = (typeof CHANNELS)[number];
