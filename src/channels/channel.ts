/** What a messenger, a mail server or a program at a webhook has in common, as far as alerts need it. */
import { ReputationError, type ErrorDetails } from "../base/errors.ts";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import type { Level } from "../domain/alert/event.ts";
import type { Mark } from "./marks.ts";

/** A button that comes back as a press. */
export interface Button {
  /** Goes out as it is and comes back with a press; at most 64 bytes. */
  id: string;
  label: string;
}

/** What a person gets to see. */
export interface Message {
  /** Plain text; nothing in it is ever read as markup. */
  text: string;
  /** What of it stands out, from the beginning to the end; a channel that cannot show that leaves it out. */
  marks?: readonly Mark[];
  /** The page about it. */
  link?: { label: string; url: string };
  /** Rows of buttons, from the top; channels without buttons leave them out. */
  buttons?: readonly (readonly Button[])[];
  /** For e-mail. */
  subject?: string;
  /** For programs, which get it as JSON beside the text. */
  facts?: Facts;
}

/** What a message is about, for programs. */
export interface Facts {
  /** The name of the event. */
  event: string;
  level: Level;
  /** When it happened, Unix ms. */
  at: number;
  brand?: string;
  /** The id of the review or question; over several cells with the cell: `west:17`. */
  item?: number | string;
}

/** Who has pressed or written. */
export interface Person {
  /** The messenger's number of the person; a name can change hands. */
  id: string;
  /** As the messenger shows it: anybody's words. */
  name: string;
}

/** What has happened in the messenger. The same update may come twice, with the same id; a press is answered by its id. */
export type Update =
  | { kind: "press"; id: string; from: Person; chat: string; messageId: string; button: string }
  | {
      kind: "text";
      id: string;
      from: Person;
      chat: string;
      /** Whether the person and the bot are alone in the chat. */
      private: boolean;
      text: string;
      /** The id of the message that is answered, of a reply. */
      repliesTo?: string;
    };

/** Where listening goes on after a restart, for a messenger that does not keep it itself. */
export interface Bookmark {
  read(): string | null;
  /** Everything before `mark` has been taken. */
  write(mark: string): Promise<void>;
}

/** One way to people. Calls throw ChannelError; neither it nor its causes ever contain a key. */
export interface Channel {
  readonly name: ChannelName;
  /** The longest text, in UTF-16 units; a longer one is refused. */
  readonly limits: { text: number };
  /**
   * @param to a chat, an address, the name of a webhook
   * @param delivery the same for each try of one delivery: whoever gets it twice can tell
   */
  send(to: string, message: Message, delivery: string): Promise<{ messageId: string }>;
  /** A message that stands so already, or stands no more, is fine. */
  edit?(to: string, messageId: string, message: Message): Promise<void>;
  /** Says at most 200 characters to whoever has pressed; a press that is too old to be answered is fine. */
  answer?(pressId: string, text: string): Promise<void>;
  /** Whether the service can be reached and takes the key, and who we are there. Tells nobody anything. */
  check(): Promise<{ who: string }>;
  /**
   * Asks for updates until the signal aborts, one after another. An update counts as taken when `take` has returned; one
   * that it throws for comes again. Ends with a ChannelError when the service does not answer: call it again later.
   */
  listen?(take: (update: Update) => Promise<void>, signal: AbortSignal, bookmark: Bookmark): Promise<void>;
  /** Aborts the requests under way and frees the connections. */
  close(): Promise<void>;
}

/**
 * Why a message did not go out, or may not have:
 * `gone`: there is nobody (any more) who could be told: blocked, kicked, not found. Others are told as before.
 * `moved`: the chat has another number now, `movedTo`.
 * `busy`: too many messages; again after `retryAfterMs`.
 * `away`: the service does not answer, and nothing was sent.
 * `refused`: this message is not taken: too long, bad.
 * `key`: the key is refused, or another program listens with it.
 * `unknown`: it may have been sent.
 */
export type ChannelFault = "gone" | "moved" | "busy" | "away" | "refused" | "key" | "unknown";

type Details = Pick<ErrorDetails, "hint" | "retryAfterMs"> & { movedTo?: string };

/** A channel did not do what it was asked. Has no cause: a cause might quote an address with a key in it. */
export class ChannelError extends ReputationError {
  readonly kind: ChannelFault;
  readonly movedTo: string | undefined;

  constructor(kind: ChannelFault, message: string, { movedTo, ...details }: Details = {}) {
    super(message, `channel.${kind}`, { ...details, retryable: kind === "busy" || kind === "away" });
    this.kind = kind;
    this.movedTo = movedTo;
  }
}
