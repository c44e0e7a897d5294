import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Channel, Update } from "../channel.ts";
import type { BotApi } from "./api.ts";
import { UPDATES } from "./polling.ts";
import { updateId, updateOf } from "./update.ts";

/** Where Telegram calls with updates, for the HTTP server. */
export interface TelegramHook {
  /** Nobody guesses it. */
  readonly path: string;
  /** Whether a call has the secret; takes the same time whatever it has. */
  isSecret(given: string): boolean;
  /**
   * Takes one update; another with the same number is none.
   * @returns false when nobody listens now: it has to come again
   * @throws whatever taking it throws: it has to come again
   */
  take(update: unknown): Promise<boolean>;
}

/** So many numbers are remembered. Telegram repeats what was not acknowledged, and a taker knows older ones by their ids. */
const MOST_REMEMBERED = 1000;

/** Instead of asking for updates: Telegram calls. It is told where when listening begins, and calls one at a time. */
export function createHook(api: BotApi, { secret, publicUrl }: { secret: string; publicUrl: string }) {
  const path = `/hooks/telegram/${createHmac("sha256", secret).update("path").digest("base64url")}`;
  const wanted = digest(secret);
  const taken = new Set<number>();
  let taker: ((update: Update) => Promise<void>) | undefined;

  const hook: TelegramHook = {
    path,
    isSecret: (given) => timingSafeEqual(digest(given), wanted),
    async take(wire) {
      const [id, update] = [updateId(wire), updateOf(wire)];
      if (!taker) return false;
      if (!update || (id !== null && taken.has(id))) return true;
      await taker(update);
      if (id !== null) taken.add(id);
      for (const oldest of taken) if (taken.size > MOST_REMEMBERED) taken.delete(oldest);
      return true;
    },
  };

  const listen: NonNullable<Channel["listen"]> = async (take, signal) => {
    taker = take;
    try {
      const params = { url: publicUrl + path, secret_token: secret, allowed_updates: UPDATES, max_connections: 1 };
      await api.call({ method: "setWebhook", params, result: z.unknown(), sends: false, signal });
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      taker = undefined;
    }
  };
  return { hook, listen };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
