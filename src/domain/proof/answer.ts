/** A draft and what it answers: all that its proof looks at. */
export interface Answer {
  text: string;
  /** 1–5; null for a question and for a review without stars. */
  rating: number | null;
  /** Everything the buyer wrote. */
  buyerText: string;
  productName: string | null;
  clientName: string | null;
  brandName: string;
  signature: string | null;
}
