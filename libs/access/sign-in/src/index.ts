export { signInDataSource } from './data-source.ts';
export { PASSWORD_CHARS_MIN } from './decide-password.ts';
export { RATE_LIMITS, type RateLimit, type RateLimits } from './decide-rate.ts';
export { SESSION_LIMITS, type SessionLimits } from './decide-session.ts';
export { openSignIn } from './open-sign-in.ts';
export type { Refused, SignInReason } from './refused.ts';
export type { Session } from './session.ts';
export type {
  Bootstrap,
  FirstPassword,
  ProviderSettings,
  ProviderStart,
  RequestOrigin,
  SessionAnswer,
  SignedIn,
  SignIn,
  SignInMeans,
  SignInOptions,
} from './sign-in.ts';
