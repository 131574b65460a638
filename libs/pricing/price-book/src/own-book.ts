/** The book that rows written by people belong to; it comes before every feed. */
export const OWN_BOOK = 'own';
