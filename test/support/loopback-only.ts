/** Runs before every test file: a test that reaches for another machine is a bug, so it fails here, at once. */
import net from "node:net";

/** No name has so long a part: whoever looks it up is told so by this machine, and nobody is asked. */
const NO_NAME = /[^.]{64}/;
const LOOPBACK = /^(127\.|::1$|localhost$)/;

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;
const socket = net.Socket.prototype as unknown as { connect: Connect };
const { connect } = socket;

// Test files that share a process run this again.
if (connect.name !== "connectHere") socket.connect = connectHere;

function connectHere(this: net.Socket, ...args: unknown[]): net.Socket {
  // Node normalises the arguments of net.connect() to an array in the first place.
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof first === "object" && first !== null && "host" in first ? first.host : args[1];
  if (typeof host === "string" && !LOOPBACK.test(host) && !NO_NAME.test(host))
    throw new Error(`tests stay on this machine, this one wanted ${host}`);
  return connect.apply(this, args);
}
