/**
 * Whether the torture configuration's rules may have an item with these stars answered: questions, and reviews of 4 or
 * 5.
 */
export function isWanted(rating: number | null): boolean {
  return rating === null || rating >= 4;
}
