import { DAY_MS } from "../../base/clock.ts";
import type { Answer, WorldItem } from "../item.ts";
import { SELLER } from "../credentials.ts";

const EDITABLE_FOR_MS = 60 * DAY_MS;

/** An answer can be changed once, within 60 days (reference: WB API, PATCH /api/v1/feedbacks/answer). */
export function isEditable(answer: Answer, now: number): boolean {
  return answer.editedAt === null && now - answer.at <= EDITABLE_FOR_MS;
}

/** The product of a review or question; of a deleted card only WB's own numbers are left. */
export function productDetails({ product }: WorldItem) {
  return {
    imtId: product.nmId + 1,
    nmId: product.nmId,
    ...(product.card === "deleted"
      ? { productName: "", supplierArticle: null, brandName: "" }
      : { productName: product.name, supplierArticle: product.sku, brandName: product.brand }),
    supplierName: SELLER.legalName,
  };
}
