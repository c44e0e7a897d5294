import { z } from "zod";
import { boundedWait } from "../../net/waits.ts";
import type { ChannelError } from "../channel.ts";
import { createService, type Answer, type Service, type ServiceOptions } from "../http.ts";

/** One method of the Bot API (core.telegram.org/bots/api). */
export interface Call<T> {
  method: string;
  params: object;
  /** What `result` looks like. */
  result: z.ZodType<T>;
  /** Whether it matters if it was carried out although no answer came. */
  sends: boolean;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface BotApi {
  /** @throws ChannelError */
  call<T>(call: Call<T>): Promise<T>;
  close(): Promise<void>;
}

/** The Bot API of one bot. The token stands in the address of each request, so it is struck out of all that is told. */
export function createBotApi({ root, token, ...options }: BotOptions): BotApi {
  const service = createService({ name: "Telegram", secrets: [token, encodeURIComponent(token)], ...options });
  return {
    async call({ method, params, result, ...call }) {
      const url = new URL(`${root}/bot${token}/${method}`);
      const answer = await service.ask({ url, method: "POST", body: params, ...call });
      if (answer.status < 200 || answer.status > 299) throw refusalOf(service, method, answer);
      const parsed = z.object({ ok: z.literal(true), result }).safeParse(answer.body);
      if (parsed.success) return parsed.data.result;
      // The web page of a firewall, for instance.
      throw service.error(call.sends ? "unknown" : "away", `Telegram's answer to ${method} cannot be understood`);
    },
    close: () => service.close(),
  };
}

type BotOptions = Omit<ServiceOptions, "name" | "secrets"> & { root: string; token: string };

const refusalForm = z.object({
  description: z.string().catch(""),
  parameters: z
    .object({
      retry_after: z.number().optional().catch(undefined),
      migrate_to_chat_id: z.int().optional().catch(undefined),
    })
    .catch({}),
});

/** Descriptions are no part of the API's promises; these have been the same for years. */
const GONE =
  /chat not found|user not found|PEER_ID_INVALID|CHAT_WRITE_FORBIDDEN|not enough rights|have no rights|group chat was deleted|user is deactivated|bot was kicked/i;

function refusalOf(service: Service, method: string, answer: Answer): ChannelError {
  const { description, parameters } = refusalForm.safeParse(answer.body).data ?? { description: "", parameters: {} };
  const { retry_after: seconds, migrate_to_chat_id: movedTo } = parameters;
  const { status } = answer;
  const said = description === "" ? undefined : `${description} (${method})`;
  if (status === 429 && seconds !== undefined) {
    return service.error("busy", `Telegram wants fewer messages (${method})`, {
      retryAfterMs: boundedWait(seconds * 1000),
    });
  }
  if (movedTo !== undefined) {
    return service.error("moved", "the Telegram chat has become a supergroup", { movedTo: String(movedTo) });
  }
  if (status === 409) return service.error("key", `Telegram: ${description || "Conflict"}`, { hint: ONE_LISTENER });
  if (status === 401 || (status === 404 && answer.body !== undefined)) {
    return service.error("key", `Telegram does not take the bot's token (HTTP ${status})`, { hint: NEW_TOKEN });
  }
  // A page that is not Telegram's says nothing about the token.
  if (status === 404) return service.refusal(answer, said, "away");
  return service.refusal(answer, said, status === 403 || GONE.test(description) ? "gone" : "refused");
}

const ONE_LISTENER = "One program listens with a token: stop the other one, or make a bot of its own for this one.";
const NEW_TOKEN = "Take the token from BotFather again (/mybots, API Token), and put it into alerts.telegram.token.";
