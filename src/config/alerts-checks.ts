import { z } from "zod";
import { NOT_READ, type Path } from "./sources.ts";

const word = z.string().catch("");

/** The section as far as it is present and valid. */
export const alertsSection = z
  .object({
    telegram: z.object({ token: word, mode: word, secret: word }).optional().catch(undefined),
    max: z.object({ token: word }).optional().catch(undefined),
    email: z.object({ user: word, password: word }).optional().catch(undefined),
    webhooks: z
      .array(
        z
          .object({ name: word, secret: word, brands: z.array(word).catch([]) })
          .catch({ name: "", secret: "", brands: [] }),
      )
      .catch([]),
  })
  .catch({ webhooks: [] });
export type AlertsSection = z.infer<typeof alertsSection>;

interface Problem {
  path: Path;
  message: string;
}

/** @param publicUrl `http.public_url`, where Telegram would have to find us */
export function alertsProblems({ telegram, max, email, webhooks }: AlertsSection, publicUrl: string): Problem[] {
  const problems: Problem[] = [];
  const say = (path: Path, message: string): void => void problems.push({ path: ["alerts", ...path], message });
  if (telegram) checkTelegram(telegram, publicUrl, say);
  if (max?.token && isRead(max.token) && !/^[\x21-\x7e]+$/.test(max.token)) {
    say(["max", "token"], "holds characters that no token has: copy it again, without spaces and line breaks");
  }
  if (email && (email.user === "") !== (email.password === "")) {
    say(["email"], "give both user and password, or neither for a server that wants none");
  }
  for (const [i, { name, secret }] of webhooks.entries()) {
    if (name && webhooks.findIndex((other) => other.name === name) < i) {
      say(["webhooks", i, "name"], `"${name}" is used twice`);
    }
    if (secret && isRead(secret) && !isWebhookSecret(secret)) say(["webhooks", i, "secret"], NO_SECRET);
  }
  return problems;
}

const NO_SECRET = 'must be whsec_ and 24 to 64 bytes in Base64: echo "whsec_$(openssl rand -base64 32)"';

/** Standard Webhooks: the key of a symmetric signature. */
function isWebhookSecret(secret: string): boolean {
  const [, base64 = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const { length } = Buffer.from(base64, "base64");
  return length >= 24 && length <= 64;
}

/** Telegram: setWebhook, secret_token. */
const TELEGRAM_SECRET = /^[A-Za-z0-9_-]{32,256}$/;

function checkTelegram(
  { token, mode, secret }: NonNullable<AlertsSection["telegram"]>,
  publicUrl: string,
  say: (path: Path, message: string) => void,
): void {
  // It becomes a part of an address.
  if (token && isRead(token) && !/^\d{1,20}:[A-Za-z0-9_-]{1,200}$/.test(token)) {
    say(
      ["telegram", "token"],
      "is no token of a bot: BotFather gives one like 123456789:AA… (digits, a colon, letters)",
    );
  }
  if (secret && isRead(secret) && !TELEGRAM_SECRET.test(secret)) {
    say(["telegram", "secret"], "must be 32 to 256 letters, digits, _ and -: openssl rand -hex 32");
  }
  if (mode !== "webhook") return;
  if (!secret) say(["telegram"], "secret is needed with mode: webhook (openssl rand -hex 32)");
  if (!publicUrl.startsWith("https:")) {
    say(["telegram", "mode"], "with mode: webhook Telegram calls http.public_url, which must be an https address");
  }
}

function isRead(secret: string): boolean {
  return !NOT_READ.test(secret);
}
