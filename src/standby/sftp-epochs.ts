/** Epochs as files of a folder of an SFTP server. */
import { InternalError, messageOf } from "../base/errors.ts";
import type { Sftp } from "../net/sftp.ts";
import { claimIn, claimText, epochIn, LARGEST_CLAIM_BYTES, nameOfEpoch, type EpochStore } from "./epochs.ts";

/** A file that says nothing: with it the server shows that it makes no file twice. */
const PROBE = "epoch-condition";

/**
 * @param place the address, for people
 * @param sftp the way to the server; closed with the epochs
 */
export function sftpEpochs(place: string, folder: string, sftp: Sftp): EpochStore {
  const fileOf = (name: string): string => `${folder === "/" ? "" : folder}/${name}`;

  /** Whoever reads the error has to know which server it is. */
  const named = (error: unknown): never => {
    if (error instanceof InternalError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why = new InternalError(`${place}: ${messageOf(error)}`, {
      code: "standby.place",
      cause: error,
      retryable: true,
    });
    throw code === "ENOENT" ? Object.assign(new Error(why.message), { code }) : why;
  };

  /** A server that opens a file that is there as if it were new would let two machines make the same epoch. */
  async function requireExclusive(): Promise<void> {
    if (!(await sftp.make(fileOf(PROBE), "")) || !(await sftp.make(fileOf(PROBE), ""))) return;
    throw new InternalError(`${place} makes a file that exists: it would let two machines make the same epoch`, {
      code: "standby.condition",
      hint: "Use another server, or let the placer give the epochs (docs/standby.md).",
    });
  }

  return {
    place,
    async list(from) {
      const names = await sftp.names(folder).catch(named);
      const found = names.flatMap((name) => epochIn(name) ?? []);
      return found.filter((epoch) => epoch >= from).toSorted((a, b) => a - b);
    },
    async make(claim) {
      await sftp.makeFolder(folder).catch(named);
      await requireExclusive().catch(named);
      return sftp.make(fileOf(nameOfEpoch(claim.epoch)), claimText(claim)).catch(named);
    },
    async read(epoch) {
      const text = await sftp.read(fileOf(nameOfEpoch(epoch)), LARGEST_CLAIM_BYTES).catch(named);
      return text === undefined ? undefined : claimIn(text);
    },
    close: () => sftp.close(),
  };
}
