/** How somebody who acts from the inbox over many cells stands in the log of a cell: `person:anna via hub`. */

const VIA = " via hub";

/** How somebody of the hub is called in a cell, whose own people have no such names. */
export function loginViaHub(login: string): string {
  return login + VIA;
}

/** A sign-in name holds no space, so that nobody of the cell itself is called so. */
export function actorViaHub(login: string): string {
  return `person:${loginViaHub(login)}`;
}

/** The actor as the hub's own people are called; undefined for one that did not act through the hub. */
export function actorOfHub(actor: string): string | undefined {
  return actor.startsWith("person:") && actor.endsWith(VIA) ? actor.slice(0, -VIA.length) : undefined;
}
