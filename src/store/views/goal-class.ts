/** Which goal of answer time an item has, as SQL over the columns of the index `items_by_status`. */
import { URGENT_FROM } from "../../domain/urgency.ts";

/** `urgent`, `questions` or `rest`. */
export const GOAL_CLASS = `case when priority >= iif(item_type = 'question', ${URGENT_FROM.question}, ${URGENT_FROM.review}) then 'urgent'
  when item_type = 'question' then 'questions' else 'rest' end`;
