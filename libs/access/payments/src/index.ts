export { invoicePayments } from './invoice-payments.ts';
export { MemoryPayments } from './memory-payments.ts';
export type { BindRequest, BoundMethod, PaymentProvider, PaymentRequest, RootPayment } from './payment-provider.ts';
export { STRIPE_VERSION, type StripeSettings } from './stripe-call.ts';
export { stripePayments } from './stripe-payments.ts';
