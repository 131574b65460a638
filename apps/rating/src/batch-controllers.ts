import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { type BatchContext, BatchHandler, type LogRecord } from '@suanpan/kafka';
import { FillLedger } from './fill-ledger.ts';
import { RateShards } from './rate-shards.ts';

/** Hands deliveries of usage events to the rater. */
@Controller()
export class RaterController {
  readonly #shards: RateShards;

  constructor(shards: RateShards) {
    this.#shards = shards;
  }

  @BatchHandler(USAGE_EVENTS.name)
  onBatch(@Payload() records: LogRecord[], @Ctx() context: BatchContext): Promise<void> {
    return this.#shards.onBatch(records, context);
  }
}

/** Hands deliveries of the rated log to the sink. */
@Controller()
export class SinkController {
  readonly #ledger: FillLedger;

  constructor(ledger: FillLedger) {
    this.#ledger = ledger;
  }

  @BatchHandler(USAGE_RATED.name)
  onBatch(@Payload() records: LogRecord[], @Ctx() context: BatchContext): Promise<void> {
    return this.#ledger.onBatch(records, context);
  }
}
