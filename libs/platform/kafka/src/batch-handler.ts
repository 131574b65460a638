import { type ArgumentsHost, applyDecorators, Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';

/** Marks handlers of `KafkaBatchServer` among those of other transports. */
export const KAFKA_BATCH = Symbol('suanpan.kafka.batch');

/** Nest would replace a handler's error by `{ status: 'error' }`; whether it is passing is told by the error itself. */
class KeepTheError implements RpcExceptionFilter<unknown> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

// As a call and not as `@Catch()`, so that Node runs this file as it is.
Catch()(KeepTheError);

/**
 * A method that takes the batches of one topic: `@Payload() records: LogRecord[]`, `@Ctx() context: BatchContext`. It
 * resolves when the batch is dealt with. A passing fault has the batch delivered again; any other error halts the
 * partition. After an assignment it gets one delivery without records, so that it can take over at once.
 */
export function BatchHandler(topic: string): MethodDecorator {
  return applyDecorators(EventPattern<string>(topic, KAFKA_BATCH), UseFilters(KeepTheError));
}
