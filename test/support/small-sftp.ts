/** A small SSH server on loopback that serves a folder over SFTP, to one key, and does mischief when it is told to. */
import { generateKeyPairSync } from "node:crypto";
import * as fs from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import ssh2, { type Attributes, type Connection, type SFTPWrapper, type Stats } from "ssh2";
import { onTestFinished } from "vitest";
import { fingerprintOf } from "../../src/net/ssh-session.ts";
import { tempFolder } from "./temp.ts";

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

export interface SmallSftp {
  host: string;
  port: number;
  user: string;
  keyFile: string;
  hostKey: string;
  /** What is `/` there. */
  root: string;
  /** Returns true when a request is not to be answered. */
  mischief: ((what: string, path: string, connection: Connection) => boolean) | undefined;
  /** Opens a file that is there as if it were new. */
  ignoresExclusive: boolean;
  /** How many have signed in. */
  signedIn: number;
}

export async function smallSftp(): Promise<SmallSftp> {
  const [host, guest] = [newKey(), newKey()];
  const keyFile = join(tempFolder(), "key");
  fs.writeFileSync(keyFile, guest.text, { mode: 0o600 });
  const place: SmallSftp = {
    host: "127.0.0.1",
    port: 0,
    user: "shop",
    keyFile,
    hostKey: fingerprintOf(host.shown),
    root: tempFolder(),
    mischief: undefined,
    ignoresExclusive: false,
    signedIn: 0,
  };
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [host.text] }, (connection) => {
    connections.add(connection);
    connection.on("error", () => undefined).on("close", () => void connections.delete(connection));
    connection.on("authentication", (context) => {
      const isGuest = context.method === "publickey" && context.key.data.equals(guest.shown);
      if (isGuest && context.username === place.user) context.accept();
      else context.reject(["publickey"]);
    });
    connection.on("ready", () => {
      place.signedIn++;
      (connection as unknown as { setNoDelay(is: boolean): void }).setNoDelay(true);
      connection.on("session", (accept) => accept().on("sftp", (begin) => serve(begin(), connection, place)));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  place.port = (server.address() as AddressInfo).port;
  onTestFinished(() => {
    for (const connection of connections) connection.end();
    server.close();
  });
  return place;
}

/** Made by Node: one of 300 that ssh2 makes itself cannot be read. */
function newKey(): { text: string; shown: Buffer } {
  const privateKeyEncoding = { type: "sec1", format: "pem" } as const;
  const publicKeyEncoding = { type: "spki", format: "pem" } as const;
  const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1", privateKeyEncoding, publicKeyEncoding });
  const read = ssh2.utils.parseKey(pair.privateKey);
  if (read instanceof Error) throw read;
  return { text: pair.privateKey, shown: read.getPublicSSH() };
}

function serve(sftp: SFTPWrapper, connection: Connection, place: SmallSftp): void {
  const files: (number | fs.Dirent[])[] = [];
  const at = (path: string): string => join(place.root, join("/", path));
  const handleOf = (opened: number | fs.Dirent[]): Buffer => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(files.push(opened) - 1);
    return handle;
  };
  const opened = (handle: Buffer) => files[handle.readUInt32BE()];
  /** Answers what a file system call answers. */
  const tried = (what: string, id: number, path: string, act: () => void): void => {
    if (place.mischief?.(what, path, connection)) return;
    try {
      act();
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      sftp.status(id, isMissing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
    }
  };
  const done = (id: number): void => sftp.status(id, STATUS_CODE.OK);
  const stat = (id: number, path: string): void =>
    tried("stat", id, path, () => sftp.attrs(id, fs.lstatSync(at(path)) as unknown as Attributes));

  sftp.on("OPEN", (id, path, flags) =>
    tried("open", id, path, () => {
      const mode = ssh2.utils.sftp.flagsToString(place.ignoresExclusive ? flags & ~OPEN_MODE.EXCL : flags);
      sftp.handle(id, handleOf(fs.openSync(at(path), mode ?? "r")));
    }),
  );
  sftp.on("WRITE", (id, handle, offset, data) =>
    tried("write", id, "", () => {
      fs.writeSync(opened(handle) as number, data, 0, data.length, offset);
      done(id);
    }),
  );
  sftp.on("READ", (id, handle, offset, length) =>
    tried("read", id, "", () => {
      const bytes = Buffer.alloc(length);
      const count = fs.readSync(opened(handle) as number, bytes, 0, length, offset);
      if (count === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, bytes.subarray(0, count));
    }),
  );
  sftp.on("FSTAT", (id, handle) =>
    tried("stat", id, "", () => sftp.attrs(id, fs.fstatSync(opened(handle) as number) as unknown as Attributes)),
  );
  sftp.on("CLOSE", (id, handle) =>
    tried("close", id, "", () => {
      const file = opened(handle);
      if (typeof file === "number") fs.closeSync(file);
      done(id);
    }),
  );
  sftp.on("OPENDIR", (id, path) =>
    tried("list", id, path, () => sftp.handle(id, handleOf(fs.readdirSync(at(path), { withFileTypes: true })))),
  );
  sftp.on("READDIR", (id, handle) =>
    tried("list", id, "", () => {
      const rows = (opened(handle) as fs.Dirent[]).splice(0, 50);
      if (rows.length === 0) return sftp.status(id, STATUS_CODE.EOF);
      const attrs = (row: fs.Dirent) => fs.lstatSync(join(row.parentPath, row.name)) as unknown as Stats;
      sftp.name(
        id,
        rows.map((row) => ({ filename: row.name, longname: row.name, attrs: attrs(row) })),
      );
    }),
  );
  sftp.on("STAT", stat).on("LSTAT", stat);
  sftp.on("MKDIR", (id, path) =>
    tried("mkdir", id, path, () => {
      fs.mkdirSync(at(path));
      done(id);
    }),
  );
  sftp.on("REMOVE", (id, path) =>
    tried("remove", id, path, () => {
      fs.rmSync(at(path));
      done(id);
    }),
  );
  sftp.on("RMDIR", (id, path) =>
    tried("remove", id, path, () => {
      fs.rmdirSync(at(path));
      done(id);
    }),
  );
  sftp.on("RENAME", (id, from, to) =>
    tried("rename", id, from, () => {
      fs.renameSync(at(from), at(to));
      done(id);
    }),
  );
  sftp.on("REALPATH", (id, path) => sftp.name(id, [{ filename: join("/", path), longname: "", attrs: {} as Stats }]));
  sftp.on("SETSTAT", done).on("FSETSTAT", done);
}
