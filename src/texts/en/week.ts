/** The week of a brand in sentences. */
import type { Texts } from "../ru/index.ts";

export const week: Texts["week"] = {
  menu: "The week in words",
  aside: "The same comes on Monday morning. Where to, or not at all:",
  nothing: "Nobody wrote this week, and nothing waits.",
  title: (brand, from, to) => `${brand}, the week ${from} – ${to}`,
  received: (n, before) => `Buyers wrote ${n}, the week before ${before}.`,
  ofThese: (urgent, questions) => `Of these ${urgent} urgent, ${questions} questions.`,
  answered: (n, onTime) => `${n} answered, ${onTime} in time.`,
  median: (urgent, goal) => `Half of the urgent waited ${urgent} at most, with a goal of ${goal}.`,
  waiting: (n, overdue) => `${n} wait for a decision now, ${overdue} longer than the goal.`,
  sent: (asDrafted, edited) => `${asDrafted} left as drafted, ${edited} edited.`,
  by: (rules, people) => `${rules} by rules, ${people} by people.`,
  rejected: (n) => `Moderation took down ${n}.`,
  tokens: (n) => `Tokens of the AI for each answer: ${n}.`,
  signals: "What stands out of 7 days",
  worst: "Rated worst in 7 days",
  product: (name, rating, n) => `${name}: ${rating}, reviews: ${n}`,
  retold: (when, text) => `Retold by an LLM, by the counts of ${when}: ${text}`,
  example: "Ohana Market, the week 23.11 – 29.11: 214 written, 201 answered, 190 in time, 13 wait for a decision.",
};
