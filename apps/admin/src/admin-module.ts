import type { DynamicModule, Provider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import type { PaymentProvider } from '@suanpan/payments';
import { SERVICE_LOG, type ServiceLog } from '@suanpan/service-runtime';
import type { SignIn } from '@suanpan/sign-in';
import type { Clock } from '@suanpan/time';
import type { DataSource } from 'typeorm';
import { CheckRoutes } from './access/check-routes.ts';
import { GrantRoutes } from './access/grant-routes.ts';
import { KnownPeople } from './access/known-people.ts';
import { OrganisationRoutes } from './access/organisation-routes.ts';
import { PersonRoutes } from './access/person-routes.ts';
import { RoleRoutes } from './access/role-routes.ts';
import { SignInRoutes } from './access/sign-in-routes.ts';
import { WhoRoutes } from './access/who-routes.ts';
import { BudgetRuleRoutes } from './billing/budget-rule-routes.ts';
import { MonthRoutes } from './billing/month-routes.ts';
import { PaymentRoutes } from './billing/payment-routes.ts';
import { KnownCallers } from './frame/callers.ts';
import { ChangeInterceptor } from './frame/change-interceptor.ts';
import { Changes } from './frame/changes.ts';
import { createCursors } from './frame/cursor.ts';
import { Door } from './frame/door.ts';
import { operationsOf } from './frame/operation-decorator.ts';
import {
  CALLERS,
  CATALOGUE_DESK,
  CHANGES,
  CLOCK,
  CURSORS,
  IDEMPOTENCY,
  KEY_USES,
  LISTS,
  ORIGIN,
  PAYMENTS,
  PEOPLE,
  SIGN_IN,
  WRITER,
} from './frame/parts.ts';
import { MONEY_CONTROLLERS } from './money/controllers.ts';
import { type MoneyParts, moneyProviders } from './money/money-parts.ts';
import { OpenApiRoutes } from './openapi/openapi-routes.ts';
import { PLAN_CONTROLLERS } from './plans/controllers.ts';
import { PRICE_CONTROLLERS } from './prices/controllers.ts';
import { type PriceParts, priceProviders } from './prices/price-parts.ts';
import { RevisionRoutes } from './revisions/revision-routes.ts';
import { STATEMENT_CONTROLLERS } from './statements/controllers.ts';
import { statementProviders } from './statements/statement-parts.ts';
import { Idempotency } from './store/idempotency.ts';
import { KeyUses } from './store/key-uses.ts';
import { createSeal, keyFor } from './store/seal.ts';
import { AccountRoutes } from './tree/account-routes.ts';
import { KeyRoutes } from './tree/key-routes.ts';
import { Lists } from './tree/lists.ts';
import { ProjectRoutes } from './tree/project-routes.ts';
import { RootRoutes } from './tree/root-routes.ts';

/** Everything that serves operations. */
export const CONTROLLERS = [
  OpenApiRoutes,
  RootRoutes,
  AccountRoutes,
  ProjectRoutes,
  KeyRoutes,
  RoleRoutes,
  GrantRoutes,
  SignInRoutes,
  WhoRoutes,
  PersonRoutes,
  CheckRoutes,
  OrganisationRoutes,
  PaymentRoutes,
  BudgetRuleRoutes,
  MonthRoutes,
  RevisionRoutes,
  ...PRICE_CONTROLLERS,
  ...PLAN_CONTROLLERS,
  ...MONEY_CONTROLLERS,
  ...STATEMENT_CONTROLLERS,
];

/** Every operation of the API, in the order of the document. */
export const OPERATIONS = operationsOf(CONTROLLERS);

/** What the module leans on. */
export interface AdminParts extends Pick<MoneyParts, 'log' | 'ledger' | 'ledgerAddress'>, Pick<PriceParts, 'prices'> {
  readonly writer: CatalogueWriter;
  readonly signIn: SignIn;
  /** Where people reach the service; absent for whatever they name. */
  readonly origin: string | undefined;
  /** The tables of the schema `admin`. */
  readonly source: DataSource;
  readonly payments: readonly PaymentProvider[];
  readonly masterSecret: Uint8Array;
  readonly clock: Clock;
}

class AdminModule {}

export function adminModule(parts: AdminParts): DynamicModule {
  return { module: AdminModule, controllers: CONTROLLERS, providers: providersOf(parts) };
}

function providersOf(parts: AdminParts): Provider[] {
  const { writer, signIn, payments, origin, source, masterSecret, clock } = parts;
  const idempotency = new Idempotency(source, createSeal(keyFor(masterSecret, 'answers')), clock);
  const cursors = createCursors(keyFor(masterSecret, 'cursors'));
  const changes = new Changes(writer, source, idempotency);
  return [
    { provide: APP_GUARD, useClass: Door },
    { provide: APP_INTERCEPTOR, useClass: ChangeInterceptor },
    { provide: CATALOGUE_DESK, useValue: writer },
    { provide: KEY_USES, useFactory: (log: ServiceLog) => new KeyUses(source, log), inject: [SERVICE_LOG] },
    { provide: CALLERS, useFactory: (uses: KeyUses) => new KnownCallers(signIn, uses, origin), inject: [KEY_USES] },
    { provide: CLOCK, useValue: clock },
    { provide: IDEMPOTENCY, useValue: idempotency },
    { provide: CHANGES, useValue: changes },
    { provide: CURSORS, useValue: cursors },
    { provide: WRITER, useValue: writer },
    { provide: PAYMENTS, useValue: payments },
    { provide: SIGN_IN, useValue: signIn },
    { provide: ORIGIN, useValue: { origin } },
    { provide: PEOPLE, useValue: new KnownPeople(writer) },
    { provide: LISTS, useValue: new Lists(cursors, writer) },
    ...priceProviders(parts),
    ...moneyProviders({ ...parts, changes }),
    ...statementProviders(parts),
  ];
}
