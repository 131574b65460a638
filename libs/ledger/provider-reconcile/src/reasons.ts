/** Why provider and ledger differ, most likely: stable codes with their human text. */
export const DIFFERENCE_REASONS = {
  agrees: 'Nothing differs.',
  rounding: 'The amounts differ by no more than the rounding of the export.',
  day_shifted: 'What one day lacks another has too much: the days of the two sides begin at different hours.',
  model_never_metered: 'No call of this model ever arrived here: its traffic does not report to the ledger.',
  model_never_billed:
    'The provider knows no call of this model: it was served by another provider or billed to another account.',
  cached_tokens:
    'The same calls, but cached tokens were counted differently: as part of the input on one side, beside it on the other.',
  events_late: 'Calls are missing here, and the day is young enough for them to arrive yet.',
  events_missing: 'Calls are missing here: they were billed and never reported.',
  export_unfinished: 'The export does not hold the whole day yet.',
  events_extra:
    'There are more calls here than were billed: they went to another account, or were reported twice under different ids.',
  counts_differ: 'Some counts are higher here and others lower: usage was estimated, or reported wrongly.',
  unpriced: 'The same usage, but calls of it have no price here yet.',
  charged_otherwise: 'The same usage, but it is charged here by a plan or with a mark-up, not at list price.',
  batch_or_tier: 'The same usage, but the provider charged a batch or another service tier.',
  price_differs: 'The same usage at another price: the price book does not hold what the provider charges.',
  currency_differs: 'The two sides are in different currencies; they are not compared.',
  cost_differs: 'The amounts differ, and without an export of usage it cannot be told whether calls or prices do.',
  not_metered: 'The provider billed something that is no model call, such as a tool or storage.',
} as const;

export type DifferenceReason = keyof typeof DIFFERENCE_REASONS;
