import type { DecisionTexts } from "../../domain/refused-decision.ts";

/** Why a decision is not carried out, in English: in one line, what matters first. */
export const decisions: DecisionTexts = {
  "answer.changed": "the answer changed while you were looking: read it again",
  "answer.length": (length, min, max) =>
    `the length is ${length}, and ${min} to ${max} characters are needed: change it, key e`,
  "brand.unknown": (brand) => `there is no brand “${brand}” in the configuration`,
  "item.archived": "in the archive already, nothing can be changed",
  "item.brand_known": "the brand is known already, nobody has to say it",
  "item.no_answer": "there is no answer yet: wait until the program has written one",
  "item.not_editable": (status) => `cannot be changed now: “${status}”; take an approval back first, key u`,
  "item.not_failed": (status) => `no error, nothing to retry: “${status}”`,
  "item.regenerations": (limit) => `redrafted ${limit} times, which is the limit: write it yourself, key e`,
  "item.sent": "the answer has been sent, it cannot be taken back",
  "item.transition": (status) => `not possible now: “${status}”`,
  "item.unknown": "this is not here any more: refresh, key r",
  "job.duplicate": (job) => `job ${job} does the same work already`,
  "job.item": (item) => `this is work on #${item}: decide in the inbox`,
  "job.not_over": (state) => `only what failed or was cancelled can be retried, and this is “${state}”`,
  "job.not_waiting": (state) => `only what waits can be cancelled, and this is “${state}”`,
  "job.unknown": "this job is not here any more: refresh, key r",
  "link.gone": "the link is not valid any more: ask an administrator for a new one",
  "link.not_first": "there is an administrator already: sign in, or ask for an invitation",
  "password.common": "this password is soon guessed: take a phrase of several words",
  "password.length": (min, max) => `${min} to ${max} characters are needed, a phrase will do`,
  "person.admin_brands": "an administrator works for all brands",
  "person.last_admin": "this is the last administrator: appoint another one first",
  "person.login": "a sign-in name has 2 to 64 Latin letters, digits and . _ - @ +",
  "person.login_taken": (login) => `the sign-in name “${login}” is taken`,
  "person.name": "say what to call the person, in up to 80 characters",
  "person.off": "this person is off: set them on first",
  "person.unknown": "there is no such person: refresh the list",
};
