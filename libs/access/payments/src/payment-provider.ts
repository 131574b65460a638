import type { PaymentMethod } from '@suanpan/catalogue';

/** A payment method of a root. */
export interface RootPayment {
  readonly root: string;
  /** The provider's own id of the method, or the purchase order of an invoice. Never a card number. */
  readonly reference: string;
}

/** A wish that is carried out once, however often it is sent. */
export interface PaymentRequest extends RootPayment {
  /** Names the wish; a retry carries the same. */
  readonly requestId: string;
}

export interface BindRequest extends PaymentRequest {
  /** What people call the root; shown to whoever works at the provider's desk. */
  readonly rootName: string;
}

/** What the catalogue keeps of a method that is bound (`PaymentMethod`). */
export interface BoundMethod {
  /** In its one form: what `verify` and `unbind` are asked with later. */
  readonly reference: string;
  /** What people recognise it by, e.g. `visa ending 4242`. */
  readonly display: string;
}

/**
 * A way for roots to pay. Every method throws `payment_refused` if the provider says no, with a detail that may be shown,
 * and `payment_unavailable` if it cannot be known whether it does: then the same request may be sent again.
 */
export interface PaymentProvider {
  readonly provider: PaymentMethod['provider'];
  /** Makes a method the root's own. One that is the root's already is bound all the same. */
  bind(request: BindRequest): Promise<BoundMethod>;
  /** Tells whether a method that was bound is still the root's own. */
  verify(payment: RootPayment): Promise<BoundMethod>;
  /** Lets a method go. One that is bound to nobody, or is not known any more, has been let go. */
  unbind(request: PaymentRequest): Promise<void>;
}
