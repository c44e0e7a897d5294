/** Files of another machine over SFTP, version 3. A connection is made when it is needed, and anew when it was lost. */
import { mkdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import type { FileEntryWithStats, Stats } from "ssh2";
import type { Call, Session, SftpServer } from "./ssh-session.ts";

export interface Sftp {
  /** The names in a folder. @throws with code ENOENT when there is none */
  names(folder: string): Promise<string[]>;
  /** Makes a folder, and those above it. */
  makeFolder(folder: string): Promise<void>;
  /**
   * Makes a file that is not there yet (`SSH_FXF_EXCL`), down to the disk where the server offers that.
   * @returns false when it was there @throws when it is not known whether it was made
   */
  make(file: string, text: string): Promise<boolean>;
  /** The beginning of a file; undefined when there is none. */
  read(file: string, mostBytes: number): Promise<string | undefined>;
  /** Copies a folder with all below it into a new folder here, each file with its time. @returns false when there is none */
  download(folder: string, into: string): Promise<boolean>;
  close(): Promise<void>;
}

/** What a server answers with (draft-ietf-secsh-filexfer-02, 7). */
const NO_SUCH_FILE = 2;
/** Nothing that leads out of the folder, whatever a server says. */
const PLAIN_NAME = /^[\w-][\w.-]*$/;

// oxlint-disable-next-line max-lines-per-function -- a list of short functions over the same connection
export function openSftp(server: SftpServer, clock: Clock): Sftp {
  let opening: Promise<Session> | undefined;
  let open: Session | undefined;

  /** The session that is open, or being opened; one that is over is replaced. */
  function session(): Promise<Session> {
    if (opening && open?.isOpen() !== false) return opening;
    open = undefined;
    const next = import("./ssh-session.ts").then(({ openSession }) => openSession(server, clock));
    opening = next;
    next.then(
      (opened) => void (open = opened),
      () => void (opening = undefined),
    );
    return next;
  }
  const run = async <T>(call: Call<T>): Promise<T> => (await session()).run(call);

  const stat = (path: string) => run<Stats>((sftp, done) => sftp.lstat(path, done));
  const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, ifMissing(false));
  const entries = (folder: string) => run<FileEntryWithStats[]>((sftp, done) => sftp.readdir(folder, done));

  async function write(handle: Buffer, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await run((sftp, done) => sftp.write(handle, bytes, 0, bytes.length, 0, done));
    await run((sftp, done) => {
      try {
        sftp.ext_openssh_fsync(handle, done);
      } catch {
        // The server does not offer it.
        done();
      }
    });
  }

  async function makeFolder(folder: string): Promise<void> {
    if (folder === "/" || folder === "" || (await isThere(folder))) return;
    await makeFolder(folder.replace(/\/[^/]*$/, ""));
    await run((sftp, done) => sftp.mkdir(folder, { mode: 0o700 }, done)).catch(async (error: unknown) => {
      if (!(await isThere(folder))) throw error;
    });
  }

  async function fetchFile(from: string, into: string, { mtime }: Stats): Promise<void> {
    await run((sftp, done, alive) => sftp.fastGet(from, into, { step: alive }, done));
    await utimes(into, mtime, mtime);
  }

  async function download(folder: string, into: string): Promise<boolean> {
    const found = await entries(folder).catch(ifMissing(undefined));
    if (!found) return false;
    await mkdir(into, { mode: 0o700 });
    for (const { filename, attrs } of found.filter((one) => PLAIN_NAME.test(one.filename))) {
      const [from, to] = [`${folder}/${filename}`, join(into, filename)];
      if (attrs.isDirectory()) await download(from, to);
      // What Litestream has thinned out meanwhile is not needed.
      else if (attrs.isFile()) await fetchFile(from, to, attrs).catch(ifMissing(undefined));
    }
    return true;
  }

  return {
    async names(folder) {
      return (await entries(folder).catch(asMissing(folder))).map(({ filename }) => filename);
    },
    makeFolder,
    async make(file, text) {
      let handle: Buffer;
      try {
        handle = await run<Buffer>((sftp, done) => sftp.open(file, "wx", 0o600, done));
      } catch (error) {
        // Version 3 has no status of its own for a file that is there.
        if (statusOf(error) !== undefined && (await isThere(file))) return false;
        throw error;
      }
      await write(handle, text);
      await run((sftp, done) => sftp.close(handle, done));
      return true;
    },
    async read(file, mostBytes) {
      const handle = await run<Buffer>((sftp, done) => sftp.open(file, "r", done)).catch(ifMissing(undefined));
      if (!handle) return undefined;
      const bytes = Buffer.alloc(mostBytes);
      const count = await run<number>((sftp, done) => {
        sftp.read(handle, bytes, 0, mostBytes, 0, (error, n) => done(isEnd(error) ? undefined : error, n));
      });
      await run((sftp, done) => sftp.close(handle, done));
      return bytes.subarray(0, count ?? 0).toString("utf8");
    },
    download,
    async close() {
      (await opening?.catch(() => undefined))?.end();
    },
  };
}

/** The status that the server has answered with; undefined when it has not answered. */
function statusOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? code : undefined;
}

function isEnd(error: Error | undefined): boolean {
  return error !== undefined && statusOf(error) === 1;
}

function ifMissing<T>(instead: T) {
  return (error: unknown): T => {
    if (statusOf(error) === NO_SUCH_FILE) return instead;
    throw error;
  };
}

function asMissing(folder: string) {
  return (error: unknown): never => {
    if (statusOf(error) === NO_SUCH_FILE)
      throw Object.assign(new Error(`there is no folder ${folder}`), { code: "ENOENT" });
    throw error;
  };
}
