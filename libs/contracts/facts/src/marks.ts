/**
 * What is not certain about the amount of a call, by code: the one list for whatever finds such a thing. Intake writes its
 * findings into the event (`inconsistencies`), pricing adds its own, and both stand in the outcome (`marks`), in the ledger's column
 * `marks` and in an explanation. A code is never renamed or removed; a new one goes here and nowhere else.
 */
export const MARKS = {
  input_subsets_exceed_total: 'Parts of the input come to more than the input; they were cut to fit.',
  output_subsets_exceed_total: 'Parts of the output come to more than the output; they were cut to fit.',
  cached_audio_exceeds_total: 'More cached audio is named than audio or cache reads; it was cut to fit.',
  cached_image_exceeds_total: 'More cached images are named than images or cache reads; they were cut to fit.',
  cache_write_ttls_exceed_total: 'Cache writes by lifetime come to more than the cache writes; they were cut to fit.',
  cache_write_ttls_below_total:
    'Cache writes by lifetime come to less than the cache writes; the rest was taken for five minutes.',
  total_contradicts_parts: "The total in the provider's object is less than its parts; the parts were billed.",
  total_exceeds_parts: "The total in the provider's object holds tokens that no part names; they were not billed.",
  part_from_total: "A part that the provider's object does not name was worked out from its total.",
  context_summed: 'Several passes were summed, and only their sum reaches the higher context tier it was priced at.',
  paid_by_reservation: 'The call was served by capacity that is paid for already.',
  count_unread:
    "The provider's object holds counts that nobody reads; they are kept with the event and were not billed.",
} as const;
export type Mark = keyof typeof MARKS;
