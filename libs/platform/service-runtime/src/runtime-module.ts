import type { DynamicModule, Type } from '@nestjs/common';
import { Health } from './health.ts';
import { Metrics } from './metrics.ts';
import type { ServiceLog } from './service-log.ts';

/** Injects the service's log: `@Inject(SERVICE_LOG) log: ServiceLog`. */
export const SERVICE_LOG = Symbol('suanpan.service.log');

class Runtime {}
class Root {}

/** The service's module, with the runtime's parts at hand everywhere in it. */
export function runtimeModule(
  service: Type | DynamicModule,
  parts: { readonly log: ServiceLog; readonly health: Health; readonly metrics: Metrics },
): DynamicModule {
  const runtime: DynamicModule = {
    module: Runtime,
    global: true,
    providers: [
      { provide: SERVICE_LOG, useValue: parts.log },
      { provide: Health, useValue: parts.health },
      { provide: Metrics, useValue: parts.metrics },
    ],
    exports: [SERVICE_LOG, Health, Metrics],
  };
  return { module: Root, imports: [runtime, service] };
}
