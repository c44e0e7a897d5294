import { z } from "zod";
import type { ChannelError } from "../channel.ts";
import { createService, type Answer, type Service, type ServiceOptions } from "../http.ts";

/** One operation of MAX's API for bots (dev.max.ru/docs-api). */
export interface Call<T> {
  method: "GET" | "POST" | "PUT";
  path: string;
  /** Undefined values are left out. */
  query?: Record<string, string | number | undefined>;
  body?: object;
  reply: z.ZodType<T>;
  /** Whether it matters if it was carried out although no answer came. */
  sends: boolean;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface MaxApi {
  /** @throws ChannelError */
  call<T>(call: Call<T>): Promise<T>;
  close(): Promise<void>;
}

export function createMaxApi({ root, token, ...options }: MaxOptions): MaxApi {
  const service = createService({ name: "MAX", secrets: [token], ...options });
  return {
    async call({ path, query = {}, reply, ...call }) {
      const url = new URL(root + path);
      for (const [name, value] of Object.entries(query)) {
        if (value !== undefined) url.searchParams.set(name, String(value));
      }
      const answer = await service.ask({ url, headers: { authorization: token }, ...call });
      if (answer.status < 200 || answer.status > 299) throw refusalOf(service, path, answer);
      const parsed = reply.safeParse(answer.body);
      if (parsed.success) return parsed.data;
      throw service.error(call.sends ? "unknown" : "away", `MAX's answer to ${path} cannot be understood`);
    },
    close: () => service.close(),
  };
}

type MaxOptions = Omit<ServiceOptions, "name" | "secrets"> & { root: string; token: string };

const refusalForm = z.object({ code: z.string().catch(""), message: z.string().catch("") });

function refusalOf(service: Service, path: string, answer: Answer): ChannelError {
  const refusal = refusalForm.safeParse(answer.body).data;
  const said = refusal && `${refusal.code} ${refusal.message} (${path})`;
  if (answer.status === 401 || refusal?.code === "verify.token") {
    return service.error("key", `MAX does not take the bot's token (HTTP ${answer.status})`, { hint: NEW_TOKEN });
  }
  // A page that is not MAX's says nothing about the chat.
  if (!refusal) return service.refusal(answer, undefined, "away");
  return service.refusal(answer, said, [403, 404].includes(answer.status) ? "gone" : "refused");
}

const NEW_TOKEN =
  "Take the token from business.max.ru again (the bot's settings), put it into alerts.max.token, and see that the bot has passed moderation.";
