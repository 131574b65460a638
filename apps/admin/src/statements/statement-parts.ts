import type { Provider } from '@nestjs/common';
import type { MoneyParts } from '../money/money-parts.ts';
import { Statements } from './read-statements.ts';

export const STATEMENTS = Symbol('suanpan.admin.statements');

export function statementProviders({ ledger, log }: Pick<MoneyParts, 'ledger' | 'log'>): Provider[] {
  return [{ provide: STATEMENTS, useValue: new Statements(ledger, log) }];
}
