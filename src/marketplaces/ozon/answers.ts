import type { z } from "zod";
import { DAY_MS, type Clock } from "../../base/clock.ts";
import { AuthError } from "../../base/errors.ts";
import type { HttpClient } from "../http.ts";
import type { RemoteAnswer } from "../marketplace.ts";
import { ozonAnswers, ozonCommentAnswer, ozonComments, ozonQuestionAnswer, ozonSeller } from "./wire.ts";
import { readPages } from "../pages.ts";
import { bestFirst } from "../remote-state.ts";

/** Finds the seller's own answers at Ozon. */
export interface OzonAnswers {
  /** The best first; none when no comment of the seller's is shown. One under moderation may not be shown. */
  toReview(reviewId: string, signal: AbortSignal): Promise<RemoteAnswer[]>;
  /** @param names another way to the seller's names, for a list that does not fail for want of them */
  toQuestion(
    questionId: string,
    sku: string,
    signal: AbortSignal,
    names?: () => Promise<string[]>,
  ): Promise<RemoteAnswer[]>;
  /** What the seller is called, as answers may carry it; kept for a day. Empty when the key may not read it. */
  sellerNames(signal: AbortSignal): Promise<string[]>;
}

const COMMENTS_AT_A_TIME = 100;
const KEEP_NAMES_MS = DAY_MS;

/** Creates the look-up of own answers (reference: Ozon Seller API, `/v1/review/comment/list`, `/v1/question/answer/list`). */
export function createOzonAnswers(http: HttpClient, clock: Clock): OzonAnswers {
  let names: { list: string[]; until: number } | null = null;

  async function sellerNames(signal: AbortSignal): Promise<string[]> {
    if (names === null || names.until <= clock.now()) {
      names = { list: await readSellerNames(http, signal), until: clock.now() + KEEP_NAMES_MS };
    }
    return names.list;
  }

  return {
    sellerNames,
    async toReview(review_id, signal) {
      const own: (RemoteAnswer | null)[] = [];
      const readPage = (offset: string) => {
        const body = { review_id, limit: COMMENTS_AT_A_TIME, offset: Number(offset), sort_dir: "ASC" };
        return http.read({ method: "POST", path: "/v1/review/comment/list", body, reply: ozonComments }, signal);
      };
      const next = ({ comments }: z.infer<typeof ozonComments>, offset: string) =>
        comments.length < COMMENTS_AT_A_TIME ? undefined : String(Number(offset) + COMMENTS_AT_A_TIME);
      const elements = (page: z.infer<typeof ozonComments>) => page.comments;
      for await (const { comments } of readPages({ read: readPage, elements, next }))
        own.push(...comments.map(ozonCommentAnswer));
      return bestFirst(own.filter((answer) => answer !== null));
    },
    async toQuestion(question_id, sku, signal, names = () => sellerNames(signal)) {
      const seller = await names();
      const own: (RemoteAnswer | null)[] = [];
      const readPage = (last_id: string) => {
        const body = { question_id, sku: Number(sku), last_id };
        return http.read({ method: "POST", path: "/v1/question/answer/list", body, reply: ozonAnswers }, signal);
      };
      const next = ({ answers, last_id }: z.infer<typeof ozonAnswers>) =>
        answers.length === 0 ? undefined : last_id || undefined;
      const elements = (page: z.infer<typeof ozonAnswers>) => page.answers;
      for await (const { answers } of readPages({ read: readPage, elements, next })) {
        own.push(...answers.map((answer) => ozonQuestionAnswer(answer, seller)));
      }
      return bestFirst(own.filter((answer) => answer !== null));
    },
  };
}

async function readSellerNames(http: HttpClient, signal: AbortSignal): Promise<string[]> {
  try {
    const { company } = await http.read(
      { method: "POST", path: "/v1/seller/info", body: {}, reply: ozonSeller },
      signal,
    );
    return [company?.name, company?.legal_name].flatMap((name) => name ?? []);
  } catch (error) {
    // The key's roles cover reviews but not the cabinet, so only their status shows which answers are our own.
    if (error instanceof AuthError && error.code === "auth.role") return [];
    throw error;
  }
}
