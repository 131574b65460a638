import { collectDefaultMetrics, Registry } from 'prom-client';

/** The metrics of one service: Node's own (memory, garbage collection, event loop lag) and what the service adds. */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }
}
