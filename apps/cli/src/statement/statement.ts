/** A sum of rounded lines, as the API shows it. */
export interface Subtotal {
  readonly currency: string;
  readonly amount: string;
  /** What of it belongs to months that were closed before. */
  readonly adjustments: string;
}

export interface ModelNode {
  readonly provider: string;
  readonly model: string;
  readonly subtotals: readonly Subtotal[];
}

export interface ProjectNode {
  readonly project: string;
  readonly name: string;
  readonly subtotals: readonly Subtotal[];
  readonly models: readonly ModelNode[];
}

export interface AccountNode {
  readonly account: string;
  readonly name: string;
  readonly subtotals: readonly Subtotal[];
  readonly projects: readonly ProjectNode[];
  readonly accounts: readonly AccountNode[];
}

export interface StatementLine {
  readonly id: string;
  readonly account: string;
  readonly project: string;
  readonly provider: string;
  readonly model: string;
  readonly item: string;
  readonly plan: string;
  readonly component: string;
  readonly currency: string;
  readonly servicePeriod: string;
  readonly quantity: string;
  readonly amount: string;
}

/** What an account and everything below it owes for a month, as the API shows it. */
export interface Statement {
  readonly id: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly period: { readonly id: string; readonly zone: string };
  readonly status: 'open' | 'closed';
  readonly lines: readonly StatementLine[];
  readonly adjustments: readonly StatementLine[];
  readonly tree: AccountNode;
  readonly totals: readonly Subtotal[];
  readonly unpricedCalls?: number;
  readonly markedCalls?: readonly {
    readonly mark: string;
    readonly currency: string;
    readonly calls: number;
    readonly amount: string;
  }[];
}

/** What several roots owe for a month, as the API shows it. */
export interface OrganisationStatement {
  readonly organisation: { readonly id: string; readonly name: string };
  readonly roots: readonly {
    readonly root: { readonly id: string; readonly name: string };
    readonly status: 'open' | 'closed';
    readonly totals: readonly Subtotal[];
  }[];
  readonly status: 'open' | 'closed';
  readonly totals: readonly Subtotal[];
}
