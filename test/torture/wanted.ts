/** Whether the rules of the torture's configuration may have an item of these stars answered: questions and 4 or 5. */
export function isWanted(rating: number | null): boolean {
  return rating === null || rating >= 4;
}
