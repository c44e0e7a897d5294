import type { Clock } from "../../base/clock.ts";
import type { Config } from "../../config/schema.ts";
import { routeOf } from "../../net/route.ts";
import { ChannelError, type Channel, type Message } from "../channel.ts";
import { createService, type Answer, type Service } from "../http.ts";
import { deliveryName } from "../delivery-name.ts";
import { bodyOf } from "./body.ts";
import { signature } from "./signature.ts";

type Webhook = Config["alerts"]["webhooks"][number];

const LIMITS = { text: 100_000 };

/**
 * Signed POSTs to programs, as Standard Webhooks has them (standardwebhooks.com). `to` is the name of a webhook, and the id of
 * a message the name of its delivery.
 */
export function createWebhooks({ alerts, net }: Pick<Config, "alerts" | "net">, clock: Clock): Channel {
  const webhooks = new Map(alerts.webhooks.map((webhook) => [webhook.name, connect(webhook, net, clock)]));

  async function send(to: string, message: Message, delivery: string): Promise<{ messageId: string }> {
    const webhook = webhooks.get(to);
    if (!webhook) throw new ChannelError("gone", `there is no webhook "${to}" in the configuration`);
    const timestamp = Math.floor(clock.now() / 1000);
    const body = JSON.stringify(bodyOf(message, clock.now()));
    const id = deliveryName(to, message, delivery);
    const signed = signature(webhook.settings.secret, { id, timestamp, body });
    const headers = { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signed };
    const answer = await webhook.service.ask({ url: webhook.url, method: "POST", headers, body, sends: true });
    if (answer.status < 200 || answer.status > 299) throw refused(webhook.service, answer);
    return { messageId: id };
  }

  return {
    name: "webhook",
    limits: LIMITS,
    send,
    async check() {
      for (const { service, url } of webhooks.values()) {
        // Any answer will do: only the receiver's POST is agreed on.
        const answer = await service.ask({ url, method: "GET", sends: false });
        if (answer.status >= 500) throw service.refusal(answer, undefined, "away");
      }
      return { who: [...webhooks.values()].map(({ settings, url }) => `${settings.name} (${url.host})`).join(", ") };
    },
    async close() {
      await Promise.all([...webhooks.values()].map(({ service }) => service.close()));
    },
  };
}

function connect(settings: Webhook, general: Config["net"], clock: Clock) {
  const url = new URL(settings.url);
  const route = routeOf(general, settings.proxy);
  // An address may have a key in it, too.
  const secrets = [settings.secret, url.pathname + url.search].filter((secret) => secret.length > 1);
  const service = createService({ name: `webhook "${settings.name}" (${url.host})`, route, clock, secrets });
  return { settings, url, service };
}

function refused(service: Service, answer: Answer): ChannelError {
  if (answer.status === 410) return service.refusal(answer, undefined, "gone");
  if ([401, 403].includes(answer.status)) return service.refusal(answer, undefined, "key");
  return service.refusal(answer, undefined, answer.status === 404 ? "away" : "refused");
}
