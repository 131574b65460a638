import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomStrategy } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Fault } from '@suanpan/fault';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { Health } from './health.ts';
import { addScope, closeServer, newHttpServer, newOperationsServer, type OperationsParts } from './http-server.ts';
import { jsonBodies } from './json-body.ts';
import { Metrics } from './metrics.ts';
import { OPERATIONS_PORT, type OperationsAddress } from './operations-settings.ts';
import { ProblemFilter } from './problem-filter.ts';
import { type Route, RouteMethods } from './route-methods.ts';
import { runtimeModule } from './runtime-module.ts';
import { nestLogOf, newServiceLog, type ServiceLog } from './service-log.ts';

/** What a service brings. */
export interface ServiceOptions {
  readonly name: string;
  /** The service's Nest module. `Health`, `Metrics` and `SERVICE_LOG` can be injected everywhere. */
  readonly module: Type | DynamicModule;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Which setting names the port, for the message when it is taken. */
  readonly portSetting?: string;
  /** Where health and metrics are served, and then nowhere else; beside everything else unless told. */
  readonly operations?: OperationsAddress | undefined;
  /** Limits of the HTTP server, such as `bodyLimit`. */
  readonly fastify?: Pick<FastifyServerOptions, 'bodyLimit' | 'requestTimeout' | 'connectionTimeout' | 'trustProxy'>;
  /** Bytes a body may have at single addresses, as Fastify writes them. */
  readonly bodyLimits?: Readonly<Record<string, number>>;
  /** Routes off Nest's path, in a scope of their own that has no content-type parsers yet. Errors become problems. */
  readonly routes?: (scope: FastifyInstance, service: Service) => void | Promise<void>;
  /** The transport that feeds the module's handlers. */
  readonly strategy?: CustomStrategy['strategy'];
  /** Runs before the service takes anything in. */
  readonly onStart?: (service: Service) => void | Promise<void>;
  /** Runs once the service takes everything in. */
  readonly onReady?: (service: Service) => void | Promise<void>;
  /** Runs after the last request and the last batch: drain, then close what they used. */
  readonly onStop?: (service: Service) => void | Promise<void>;
  readonly log?: ServiceLog;
}

/** A running service. */
export interface Service {
  readonly name: string;
  readonly log: ServiceLog;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly app: NestFastifyApplication;
  /** `http://host:port`, known once it listens. */
  readonly url: string;
  /** Where health and metrics are; the same as `url` unless they have a port of their own. */
  readonly operationsUrl: string;
  /** Every method and address that is served, those of the runtime included: what a test walks. */
  routes(): readonly Route[];
  /** Unready, then no new work, then what is in hand, then `onStop`, then the rest. Doing it twice does it once. */
  stop(): Promise<void>;
}

/** Starts a service in this process. `port_in_use` names port and setting. Does not touch the process itself. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const service = await RunningService.create(options);
  try {
    await service.start();
  } catch (error) {
    await service.stop().catch((more) => service.log.error({ err: more }, 'stopping after a failed start failed too'));
    throw error;
  }
  return service;
}

class RunningService implements Service {
  readonly name: string;
  readonly log: ServiceLog;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly app: NestFastifyApplication;
  readonly #options: ServiceOptions;
  readonly #server: FastifyInstance;
  readonly #routes: RouteMethods;
  readonly #operations: FastifyInstance | undefined;
  #url = '';
  #operationsUrl: string | undefined;
  #stopped: Promise<void> | undefined;
  #transportClosed: Promise<unknown> | undefined;

  private constructor(
    options: ServiceOptions,
    app: NestFastifyApplication,
    server: FastifyInstance,
    routes: RouteMethods,
    parts: RuntimeParts,
  ) {
    this.name = options.name;
    this.app = app;
    this.log = parts.log;
    this.health = parts.health;
    this.metrics = parts.metrics;
    this.#options = options;
    this.#server = server;
    this.#routes = routes;
    this.#operations = options.operations === undefined ? undefined : newOperationsServer(parts);
  }

  static async create(options: ServiceOptions): Promise<RunningService> {
    const log = options.log ?? newServiceLog(options.name, process.env);
    const parts = { log, health: new Health(), metrics: new Metrics(options.name) };
    const routes = new RouteMethods();
    const withOperations = options.operations === undefined;
    const content = { bodyLimits: options.bodyLimits, withOperations };
    const server = newHttpServer(options.fastify ?? {}, parts, routes, content);
    const app = await NestFactory.create<NestFastifyApplication>(
      runtimeModule(options.module, parts),
      new FastifyAdapter(server),
      { logger: nestLogOf(log), abortOnError: false },
    );
    const { bodyLimit } = server.initialConfig;
    app.useBodyParser('application/json', { ...(bodyLimit === undefined ? {} : { bodyLimit }) }, jsonBodies(server));
    app.useGlobalFilters(new ProblemFilter(log, routes));
    return new RunningService(options, app, server, routes, parts);
  }

  get url(): string {
    return this.#url;
  }

  get operationsUrl(): string {
    return this.#operationsUrl ?? this.#url;
  }

  routes(): readonly Route[] {
    return this.#routes.all();
  }

  async start(): Promise<void> {
    const { strategy, onStart, onReady } = this.#options;
    await this.#listenForOperators();
    await this.#addRoutes();
    if (strategy !== undefined) {
      // Nest closes it again when the application closes, long after what its handlers need is gone.
      const close = strategy.close.bind(strategy);
      strategy.close = () => {
        this.#transportClosed ??= Promise.resolve(close());
        return this.#transportClosed;
      };
      this.app.connectMicroservice({ strategy }, { inheritAppConfig: false });
    }
    await this.app.init();
    await onStart?.(this);
    await this.#listen();
    if (strategy !== undefined) await this.app.startAllMicroservices();
    await onReady?.(this);
    this.health.running();
    this.log.info({ url: this.#url }, `${this.name} is ready`);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.health.stopping();
    const intake = [closeServer(this.#server), this.#options.strategy?.close()];
    const ended = await Promise.allSettled(intake);
    const drained = await Promise.allSettled([this.#options.onStop?.(this)]);
    const closed = await Promise.allSettled([this.app.close(), this.#operations?.close()]);
    for (const result of [...ended, ...drained, ...closed]) {
      if (result.status === 'rejected') throw result.reason;
    }
  }

  async #addRoutes(): Promise<void> {
    const { routes } = this.#options;
    if (routes === undefined) return;
    await addScope(this.#server, this.log, (scope) => routes(scope, this));
  }

  async #listen(): Promise<void> {
    const { host, port, portSetting } = this.#options;
    await this.#taking({ host, port, portSetting }, () => this.app.listen(port, host));
    this.#url = (await this.app.getUrl()).replace('[::1]', 'localhost');
  }

  /** From the first moment on, so that operators see what a start is waiting for. */
  async #listenForOperators(): Promise<void> {
    const { operations } = this.#options;
    const server = this.#operations;
    if (operations === undefined || server === undefined) return;
    await this.#taking({ ...operations, portSetting: OPERATIONS_PORT }, async () => {
      this.#operationsUrl = await server.listen(operations);
    });
  }

  async #taking(
    { host, port, portSetting }: OperationsAddress & { readonly portSetting: string | undefined },
    listen: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await listen();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      const where = portSetting === undefined ? '' : `; set ${portSetting} to another`;
      throw new Fault('port_in_use', `Port ${port} of ${host}, which ${this.name} needs, is taken${where}.`, {
        cause: error,
      });
    }
  }
}

export type RuntimeParts = OperationsParts;
