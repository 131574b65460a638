import type { Grant, Person } from '@suanpan/catalogue';
import type { DataSource } from 'typeorm';
import type { RateLimits } from './decide-rate.ts';
import type { SessionLimits } from './decide-session.ts';
import type { Refused } from './refused.ts';
import type { Session } from './session.ts';

/** An identity provider people sign in at, by OpenID Connect's code flow with PKCE. */
export interface ProviderSettings {
  /** Its issuer, where `/.well-known/openid-configuration` is found. `http:` is accepted for a loopback address only. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret?: string;
  /** Where the provider sends people back to; `finish` gets the address they come to. */
  readonly redirectUri: string;
  /** Whom the provider may bring: those who were invited by their e-mail address, or anyone it knows. */
  readonly newcomers: 'invited' | 'anyone';
}

export interface SignInOptions {
  /** Where the tables are; a data source is used as it is and not closed, an address is connected and closed here. */
  readonly database: string | DataSource;
  /** Absent on a machine without an identity provider. */
  readonly provider?: ProviderSettings;
  /** Whether the catalogue has a person suspended; such a one neither signs in nor keeps a session. */
  readonly suspended?: (person: string) => boolean;
  readonly sessions?: Partial<SessionLimits>;
  /** Tries to sign in; those of an address hold for sign-ins begun at the provider as well. */
  readonly rates?: Partial<RateLimits>;
}

/** Where a request comes from, for people to recognise it by; the address is also what tries are counted by. */
export interface RequestOrigin {
  readonly address: string;
  /** The `User-Agent`, or what else names the device. */
  readonly device: string;
}

/** Somebody is in. */
export interface SignedIn {
  readonly ok: true;
  /** The session's token: 256 random bits for a cookie that scripts cannot read. It is shown once and stored nowhere. */
  readonly token: string;
  readonly session: Session;
  /** As the catalogue must know the person: whoever calls creates it there if it never was. */
  readonly person: Person;
  /** The session is good for nothing but changing the password. */
  readonly passwordChangeDue: boolean;
  /** A path of this site, where the person wanted to go before signing in. */
  readonly returnTo: string;
}

/** Whose session a token is. One whose password must be changed first is refused as `password_change_due`. */
export type SessionAnswer = { readonly ok: true; readonly session: Session } | Refused;

/** A first password somebody else knows; it must be changed at the first sign-in. It is shown once and stored nowhere. */
export interface FirstPassword {
  readonly person: Person;
  readonly login: string;
  readonly password: string;
}

/**
 * What makes a fresh installation usable. `created` is absent when it was done before. The caller writes person and grant
 * into the catalogue where the catalogue never had them, so that a crash in between is made good by the next start.
 */
export interface Bootstrap {
  readonly person: Person;
  readonly grant: Grant;
  readonly created?: FirstPassword;
}

/** How a person signs in: the part that may be shown. */
export interface SignInMeans {
  readonly person: string;
  readonly name: string;
  readonly login: string | null;
  readonly email: string | null;
  /** Whether a provider's account is bound. */
  readonly bound: boolean;
  readonly passwordChangeDue: boolean;
}

/**
 * People signing in: by an identity provider or a password, and the sessions that follow. Every time is the caller's `now`
 * in epoch milliseconds. Methods throw `unavailable` when the database or the provider does not answer.
 */
export interface SignIn {
  /** Makes the first administrator, once for ever, whoever asks and however often. */
  bootstrap(request: { readonly login: string; readonly now: number }): Promise<Bootstrap>;
  /** Adds a person who signs in by a password. `entity_exists` for a login that is taken. */
  addByPassword(request: {
    readonly name: string;
    readonly login: string;
    readonly now: number;
  }): Promise<FirstPassword>;
  /** Adds a person whom the provider may bring by a verified e-mail address. `entity_exists` for one that is taken. */
  invite(request: { readonly name: string; readonly email: string; readonly now: number }): Promise<Person>;
  /** Replaces a forgotten password and ends the person's sessions. `entity_unknown` for one without a login. */
  renewPassword(request: { readonly person: string; readonly now: number }): Promise<FirstPassword>;
  means(person: string): Promise<SignInMeans | undefined>;

  byPassword(request: {
    readonly login: string;
    readonly password: string;
    readonly from: RequestOrigin;
    readonly now: number;
  }): Promise<SignedIn | Refused>;
  /** Changes the password of a session's person, ends all sessions and opens one. */
  changePassword(request: {
    readonly token: string;
    readonly current: string;
    readonly next: string;
    readonly from: RequestOrigin;
    readonly now: number;
  }): Promise<SignedIn | Refused>;

  /** Begins a sign-in at the provider. `not_found` where there is none, `rate_limited` where somebody begins too many. */
  start(request: {
    readonly returnTo?: string;
    readonly from: RequestOrigin;
    readonly now: number;
  }): Promise<ProviderStart>;
  /** Ends it: `url` is the whole address the provider sent the person to, `flow` what the browser's cookie held. */
  finish(request: {
    readonly url: string;
    readonly flow: string;
    readonly from: RequestOrigin;
    readonly now: number;
  }): Promise<SignedIn | Refused>;

  /** Whose session a token is, if it still is one. Notes the use. */
  session(request: { readonly token: string | undefined; readonly now: number }): Promise<SessionAnswer>;
  /** Sessions of a person that are not over, newest use first. */
  sessions(request: { readonly person: string; readonly now: number }): Promise<Session[]>;
  /** Ends the session of a token, whatever it was good for. */
  signOut(request: { readonly token: string; readonly now: number }): Promise<void>;
  /** Ends one session of a person; false when that person has no such session any more. */
  endSession(request: { readonly person: string; readonly session: string; readonly now: number }): Promise<boolean>;
  /** Ends all sessions of a person; answers how many. */
  endSessions(request: { readonly person: string; readonly now: number }): Promise<number>;
  /** Removes what is over: sessions, unfinished sign-ins, counts of tries. Answers how many rows. */
  sweep(request: { readonly now: number }): Promise<number>;
  close(): Promise<void>;
}

/** Where to send a person, and what their browser must bring back. */
export interface ProviderStart {
  readonly redirect: string;
  /** For a cookie that scripts cannot read, `SameSite=Lax`: binds the sign-in to this browser. */
  readonly flow: string;
  readonly expiresAt: number;
}
