/** A version of a plan as the API shows it. */
export interface Plan {
  readonly id: string;
  readonly plan: string;
  readonly version: number;
  readonly root: string | null;
  readonly name: string;
  readonly currency: string;
  readonly fx?: string;
  readonly components: readonly Component[];
  readonly multipliers?: readonly Multiplier[];
  readonly stacking?: 'multiply' | 'lowest';
  readonly minimumAmount?: string;
  readonly sla?: readonly ServiceLevel[];
}

type Matcher = Readonly<Record<string, unknown>>;

interface Selector {
  readonly provider?: string;
  readonly model?: Matcher;
  readonly leaves?: readonly string[];
}

interface Base {
  readonly id: string;
  readonly selector?: Selector;
}

interface Band {
  readonly upTo: string | null;
  readonly price: { readonly unitPrice?: string; readonly ratio?: string };
}

export type Component = Base &
  (
    | { readonly kind: 'list'; readonly ratio?: string }
    | { readonly kind: 'rate'; readonly unitPrices: Readonly<Record<string, string>> }
    | { readonly kind: 'allowance'; readonly unit: string; readonly quantity: string }
    | {
        readonly kind: 'commitment';
        readonly unit: string;
        readonly quantity: string;
        readonly feeAmount: string;
        readonly overageRatio?: string;
        readonly rollover: 'none' | 'next_period';
        readonly proration: 'by_time' | 'none';
      }
    | {
        readonly kind: 'tiers';
        readonly mode: 'graduated' | 'volume';
        readonly per: 'leaf' | 'total';
        readonly bands: readonly Band[];
      }
    | { readonly kind: 'result'; readonly unitPrice: string; readonly capAmount?: string }
  );

export interface Multiplier extends Base {
  readonly condition: { readonly on: string } & Readonly<Record<string, unknown>>;
  readonly ratio?: string;
}

interface ServiceLevel {
  readonly id: string;
  readonly measure: string;
  readonly percent: string;
  readonly credits: readonly { readonly belowPercent: string; readonly creditPercent: string }[];
}

/** An assignment of a plan as the API shows it. */
export interface Assignment {
  readonly id: string;
  readonly account: string;
  readonly plan: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
}
