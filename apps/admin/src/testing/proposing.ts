import type { AdminBoard, Reply } from './admin-board.ts';
import type { Holder } from './seed.ts';
import { type SignedIn, signedIn } from './signed-in.ts';

/** People who propose and approve prices: of the platform, its second person, and of a tenant. */
export interface Proposing {
  readonly ann: SignedIn;
  readonly bob: SignedIn;
  readonly root: SignedIn;
  propose(by: SignedIn | Holder, feeds: readonly object[], of?: string | null, more?: object): Promise<Reply>;
  /** Approves or rejects what was proposed, at the version it stands at. */
  decide(by: SignedIn, verb: string, made: Reply, body: object, query?: string): Promise<Reply>;
  approve(by: SignedIn, made: Reply, body?: object, query?: string): Promise<Reply>;
}

/** From when on prices hold, if nothing else is said. */
const FROM = '2026-12-01T00:00:00Z';

export async function proposing(board: AdminBoard): Promise<Proposing> {
  const decide: Proposing['decide'] = (by, verb, made, body, query = '') => {
    const path = `/v1/price-proposals/${made.json.id}`;
    return board.change('POST', `${path}/${verb}${query}`, {
      headers: by.headers,
      versionAt: `${path}${query}`,
      body: { reason: 'Checked.', ...body },
    });
  };
  return {
    ann: await signedIn(board, 'ann', 'platform_operator'),
    bob: await signedIn(board, 'bob', 'price_approver'),
    root: await signedIn(board, 'root', 'root', 'acme'),
    propose: (by, feeds, of = null, more = {}) =>
      board.ask('POST', '/v1/price-proposals', {
        ...(typeof by === 'string' ? { as: by } : { headers: by.headers }),
        body: { root: of, feeds, reason: 'The new list.', ...more },
      }),
    decide,
    approve: (by, made, body = {}, query = '') => decide(by, 'approve', made, { effectiveFrom: FROM, ...body }, query),
  };
}

/** A table of one line: the output of a model for so many dollars a million. */
export function table(model: string, amount: string, more: Readonly<Record<string, string>> = {}): object {
  const line = { provider: 'openai', model, leaf: 'output_text', unitPrice: amount, per: '1000000', currency: 'USD' };
  const fields = Object.entries({ ...line, ...more });
  const text = `${fields.map(([name]) => name).join()}\n${fields.map(([, value]) => value).join()}\n`;
  return { from: 'table', format: 'csv', book: `book-${model}`, version: '1', text };
}

let models = 0;

/** The name of a model that no other test uses. */
export function newModel(): string {
  models += 1;
  return `proposed-${models}`;
}
