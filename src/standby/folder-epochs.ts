/** Epochs as files of a folder. */
import { mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { claimIn, claimText, epochIn, LARGEST_CLAIM_BYTES, nameOfEpoch, type EpochStore } from "./epochs.ts";

/**
 * A file is made only if it is not there (`O_EXCL`), which file systems and NFS from version 3 on promise. A folder that
 * another machine serves may be shown from a cache; a file that is made there first makes the client look at the server.
 */
export function folderEpochs(folder: string): EpochStore {
  return {
    place: folder,
    async list(from) {
      await touch(folder);
      const found = (await readdir(folder)).flatMap((name) => epochIn(name) ?? []);
      return found.filter((epoch) => epoch >= from).toSorted((a, b) => a - b);
    },
    async make(claim) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      try {
        await writeDurably(join(folder, nameOfEpoch(claim.epoch)), claimText(claim));
        await flush(folder);
        return true;
      } catch (error) {
        if (isCode(error, "EEXIST")) return false;
        throw error;
      }
    },
    async read(epoch) {
      try {
        const file = await open(join(folder, nameOfEpoch(epoch)), "r");
        try {
          const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(LARGEST_CLAIM_BYTES) });
          return claimIn(buffer.subarray(0, bytesRead).toString("utf8"));
        } finally {
          await file.close();
        }
      } catch (error) {
        if (isCode(error, "ENOENT")) return undefined;
        throw error;
      }
    },
    close: () => Promise.resolve(),
  };
}

async function touch(folder: string): Promise<void> {
  const name = join(folder, `.look-${randomUUID()}`);
  await (await open(name, "wx", 0o600)).close();
  await unlink(name);
}

async function writeDurably(name: string, text: string): Promise<void> {
  const file = await open(name, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
