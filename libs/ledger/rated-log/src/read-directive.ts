import type { Directive, PriceAgainTarget, UsageEvent } from '@suanpan/facts';
import { attoFromDecimal } from '@suanpan/money';
import { parseInstant } from '@suanpan/time';
import { isPriceable } from './read-source.ts';

/** Any object, before anything is known of its fields. */
type Unread = Readonly<Record<string, unknown>>;

/** The directive that a subject holds, once everything that deciding and pricing read of it is there; else `undefined`. */
export function readDirective(subject: object): Directive | undefined {
  const unread = subject as Unread;
  const isReadable = typeof unread.directive === 'string' && SHAPES[unread.directive]?.(unread) === true;
  return isReadable ? (subject as Directive) : undefined;
}

/** The calls a directive is about; none for what is about an account or a period. */
export function targetsOf(directive: Directive): readonly PriceAgainTarget[] {
  if (directive.directive === 'price-again') return directive.targets;
  if (directive.directive === 'void' || directive.directive === 'amend') return [directive.target];
  return [];
}

const SHAPES: Readonly<Record<string, (unread: Unread) => boolean>> = {
  'price-again': ({ targets }) => Array.isArray(targets) && targets.every(isTarget),
  void: ({ target }) => isChargedTarget(target),
  amend: ({ target, event }) => isChargedTarget(target) && isCall(event) && isSameCall(target.event, event),
  fee: isFee,
  credit: isCredit,
  close: ({ period }) => isText(period),
  seal: ({ backfill }) => isText(backfill),
};

function isFee({ account, project, charge, assignment, plan, component, period, currency, amount }: Unread): boolean {
  return (
    [account, period, currency].every(isText) &&
    [project, assignment, plan, component].every(isTextOrAbsent) &&
    (charge === 'fee' || charge === 'sla_credit' || charge === 'correction') &&
    amountOf(amount) !== undefined
  );
}

function isCredit({ account, credit, currency, amount, priority, from, expiresAt }: Unread): boolean {
  return (
    [account, credit, currency].every(isText) &&
    (amountOf(amount) ?? 0n) > 0n &&
    Number.isSafeInteger(priority) &&
    [from, expiresAt].every((time) => time === null || Number.isSafeInteger(time))
  );
}

function isTarget(target: unknown): target is PriceAgainTarget {
  const { seq, event, charged } = (target ?? {}) as Unread;
  // What was never charged must be the very event that is open; that says more of it than its shape.
  return isCount(seq) && isRecord(event) && (charged === undefined || (isBasis(charged) && isCall(event)));
}

function isChargedTarget(target: unknown): target is PriceAgainTarget {
  return isTarget(target) && target.charged !== undefined;
}

function isBasis(charged: unknown): boolean {
  const { basis, entries } = (charged ?? {}) as Unread;
  return isCount(basis) && Array.isArray(entries) && entries.every(isEntry);
}

function isEntry(entry: unknown): boolean {
  const { currency, amount, lines } = (entry ?? {}) as Unread;
  return isText(currency) && amountOf(amount) !== undefined && Array.isArray(lines) && lines.every(isLine);
}

function isLine(line: unknown): boolean {
  const { leaf, quantity, unitPrice, amount, priceRow } = (line ?? {}) as Unread;
  const isQuantity = Number.isSafeInteger(quantity) || amountOf(quantity) !== undefined;
  return [leaf, unitPrice, priceRow].every(isText) && isQuantity && amountOf(amount) !== undefined;
}

function isCall(event: unknown): event is UsageEvent {
  if (!isRecord(event)) return false;
  const call = event as Partial<UsageEvent>;
  const names = [call.id, call.source, call.root, call.account, call.project];
  return names.every(isText) && isPriceable(call as UsageEvent) && parseInstant(call.time ?? '') !== undefined;
}

/** An amendment keeps the identity of the call; under another one it would be another call. */
function isSameCall(event: UsageEvent, amended: UsageEvent): boolean {
  return event.root === amended.root && event.source === amended.source && event.id === amended.id;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function amountOf(value: unknown): bigint | undefined {
  return isText(value) ? attoFromDecimal(value) : undefined;
}
