import type { FailureTexts } from "../../domain/failure.ts";

/** What has gone wrong with an item, what to do, and what holds an answer back, in English. */
export const failures: FailureTexts = {
  codes: {
    "auth.key":
      "The marketplace does not accept the account's key. Tell the administrator: it has to be checked or replaced.",
    "auth.role":
      "The account's key lacks the right to reviews and questions. Tell the administrator: another key is needed.",
    "auth.plan":
      "The marketplace account lacks a subscription, or its balance is used up. Subscribe, or top up the balance.",
    "auth.ip":
      "The marketplace does not let the program in from this server: the key does not list its address. Tell the administrator.",
    "auth.offer": "The marketplace waits for its offer to be accepted in the cabinet. Accept it there.",
    "auth.business": "The key does not fit this account. Tell the administrator.",
    "auth.llm": "The AI does not accept the key. Tell the administrator: it has to be checked.",
    "config.account":
      "This account is no longer in the program's configuration. Tell the administrator: it has to be put back.",
    "config.brand":
      "This brand is no longer in the program's configuration. Tell the administrator: it has to be put back.",
    "config.invalid": "The program's configuration has a mistake. Tell the administrator.",
    "editor.failed": "The editor did not open or ended with an error, the text is unchanged.",
    "internal.unexpected": "The program has made a mistake. Tell the administrator.",
    "item.brand_unknown":
      "It is not known in whose name to answer: the marketplace shows no product card, or no brand on it, and the account sells several. The program asks again and goes on by itself once the brand is known.",
    "item.transition": "The state changed while the program was working, and the result did not fit any more.",
    "job.crashes": "The program has crashed several times over this work. Tell the administrator.",
    "job.hard_limit": "The work took far too long and was stopped.",
    "job.soft_limit": "The work was not done in the time it has.",
    "llm.address":
      "There is no AI at the address given. Tell the administrator: the address in the configuration is wrong.",
    "llm.budget": "The AI's budget for today is used up, it goes on tomorrow.",
    "llm.country":
      "The AI does not serve this country or network. Tell the administrator: a proxy or another AI is needed.",
    "llm.cut_off":
      "The AI had no room left for its answer: its thoughts took all of it. Tell the administrator: they have to be limited.",
    "llm.invalid_output": "The AI did not answer in the form that it was asked for.",
    "llm.model":
      "The AI's server does not have this model. Tell the administrator: the model in the configuration has to be corrected.",
    "llm.no_money": "The account at the AI's provider is empty. Tell the administrator: it has to be topped up.",
    "llm.rate_limited": "The AI asks to wait: a limit of requests is reached.",
    "llm.refused": "The AI declined to answer such a text.",
    "llm.rejected": "The AI rejected the request: it seems to be set up wrongly. Tell the administrator.",
    "llm.too_long": "The AI cannot read so much text at once. Tell the administrator.",
    "llm.unavailable": "The AI does not answer.",
    "marketplace.bad_reply":
      "The program did not understand the marketplace's reply. If this happens again, tell the administrator.",
    "marketplace.cannot_edit":
      "The marketplace does not let a published answer be changed. Delete the earlier one in its cabinet and approve this one again.",
    "marketplace.no_sku":
      "The marketplace did not name the article, and without it no answer can be sent. Answer in its cabinet.",
    "marketplace.rate_limited": "The marketplace asks to wait: it was sent too many requests.",
    "marketplace.refused": "The marketplace turned the program away.",
    "marketplace.unavailable": "The marketplace does not answer.",
    "publish.never_seen":
      "The answer was sent several times and never appeared at the marketplace. If you see it in the cabinet, skip it.",
    "publish.fence": "Another machine may be answering already: the program finds out before each answer.",
    "publish.old_reading":
      "The marketplace is slow: what was read had grown old before the answer could leave. It is read again.",
    snoozed: "Sending is put off.",
  },
  store: "The program's database is damaged or cannot be used. Tell the administrator.",
  other: "There was an error that the program cannot explain. Tell the administrator.",
  next: {
    itself: () => "The program will try again by itself.",
    retry: () => "Once the cause is gone, retry it.",
    brand: (itemId, brands) => `To say the brand: reputation retry ${itemId} --brand ${brands}.`,
    look: () =>
      "It is not known whether the answer has arrived, look at the marketplace's cabinet. If it is there, skip; if not, retry.",
  },
  refused: (words) => `The marketplace did not take the answer: “${words}”. Change it and send it again.`,
  refusedSilently:
    "The marketplace did not take the answer and did not say why. Change it and send it again, or ask its support.",
  technical: (message) => `For the administrator: ${message}`,
  unsent: (why) => `The answer has not been sent yet. ${why}`,
  next_try: (when) => `Next try: ${when}`,
  ai_held:
    "The drafts wait, nothing is lost, and they go on by themselves. An answer can be written without a draft, and for what is urgent the program offers ready phrases after a while.",
  key_held:
    "The polls and sends of this account wait, nothing is lost; when the key is replaced or works again, all goes on by itself.",
  paused: "Sending is paused. A senior or an administrator resumes it, and the answer goes out by itself.",
  fenced: {
    settling: "This machine has just taken over. The answer goes out by itself in less than a minute.",
    unsure:
      "The program cannot find out whether another machine has taken over, so it sends nothing. The answer goes out by itself as soon as it can; tell the administrator if this lasts.",
    superseded: "Another machine has taken over, and nothing is sent from here. Open the program there.",
  },
  rules_stopped:
    "The rules are stopped: what a rule approved does not go out. Take the answer back and send it yourself, or start the rules.",
  daily_cap: (cap) =>
    `The day's limit of answers by rules (${cap}) is used up: this one goes out tomorrow. For today, take it back and send it yourself.`,
};
