import { Fault } from '@suanpan/fault';
import { KAFKA_CONFIG } from '@suanpan/kafka-connection';
import {
  type ConfigOf,
  choiceSetting,
  integerSetting,
  operationsSetting,
  portSetting,
  proxiesSetting,
  readConfig,
  type Setting,
  secretFileSetting,
  secretSetting,
  textSetting,
  urlSetting,
} from '@suanpan/service-runtime';
import type { ProviderSettings } from '@suanpan/sign-in';

/** Every setting of admin, as environment variables. */
export const ADMIN_CONFIG = {
  host: textSetting('SUANPAN_HOST', 'address to listen on', '127.0.0.1'),
  port: portSetting('SUANPAN_PORT', 'port to listen on; 0 takes a free one', 8083),
  origin: originSetting(),
  trustProxy: proxiesSetting('SUANPAN_TRUST_PROXY'),
  operations: operationsSetting(),
  ...KAFKA_CONFIG,
  shards: integerSetting('SUANPAN_SHARDS', 'number of shards', { min: 1, max: 10_000, fallback: 4 }),
  database: urlSetting('SUANPAN_POSTGRES_URL', 'the database', ['postgres', 'postgresql']),
  clickhouseUrl: urlSetting('SUANPAN_CLICKHOUSE_URL', 'the ledger', ['http', 'https'], 'http://127.0.0.1:8123'),
  clickhouseUser: textSetting('SUANPAN_CLICKHOUSE_USER', 'user who reads the ledger of every root', 'default'),
  clickhousePassword: secretSetting('SUANPAN_CLICKHOUSE_PASSWORD', 'password of that user', ''),
  latenessDays: integerSetting('SUANPAN_LATENESS_DAYS', 'days for which rating remembers identities', {
    min: 1,
    max: 400,
    fallback: 35,
  }),
  masterSecret: secretFileSetting(
    'SUANPAN_MASTER_SECRET_FILE',
    'file of the master secret, 64 hexadecimal digits or more',
  ),
  bootstrapLogin: textSetting('SUANPAN_BOOTSTRAP_LOGIN', 'login of the first administrator', 'admin'),
  bootstrapFile: textSetting('SUANPAN_BOOTSTRAP_FILE', 'file that the first password is written to, once'),
  priceThresholdPercent: percentSetting(
    'SUANPAN_PRICE_THRESHOLD_PERCENT',
    'changes of a price by more than so many percent need a second person',
    '10',
  ),
  stripeKey: secretSetting(
    'SUANPAN_STRIPE_KEY',
    'secret or restricted key of Stripe; empty for no payment by Stripe',
    '',
  ),
  stripeUrl: urlSetting('SUANPAN_STRIPE_URL', 'where Stripe answers', ['https', 'http'], 'https://api.stripe.com'),
  oidcIssuer: textSetting('SUANPAN_OIDC_ISSUER', 'issuer of the identity provider; empty for none', ''),
  oidcClientId: textSetting('SUANPAN_OIDC_CLIENT_ID', 'what the provider knows this service as', ''),
  oidcClientSecret: secretSetting('SUANPAN_OIDC_CLIENT_SECRET', 'empty for a public client', ''),
  oidcNewcomers: choiceSetting('SUANPAN_OIDC_NEWCOMERS', 'whom it may bring', ['invited', 'anyone'], 'invited'),
};

export type AdminSettings = ConfigOf<typeof ADMIN_CONFIG>;

const CALLBACK = '/v1/sign-in/provider/callback';

/** Reads the settings; `config_invalid` names every variable that is missing or wrong. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): AdminSettings {
  const settings = readConfig(env, ADMIN_CONFIG);
  if (settings.oidcIssuer !== '' && (settings.oidcClientId === '' || settings.origin === undefined)) {
    throw new Fault(
      'config_invalid',
      'SUANPAN_OIDC_ISSUER needs SUANPAN_OIDC_CLIENT_ID, and SUANPAN_ADMIN_ORIGIN to send people back to.',
    );
  }
  return settings;
}

/** The identity provider as set up, if one is. */
export function providerOf(settings: AdminSettings): ProviderSettings | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret, oidcNewcomers: newcomers, origin } = settings;
  if (issuer === '' || origin === undefined) return undefined;
  const secret = oidcClientSecret === '' ? {} : { clientSecret: oidcClientSecret };
  return { issuer, clientId, ...secret, redirectUri: `${origin}${CALLBACK}`, newcomers };
}

/** A percentage from 0 on, as decimal text. */
function percentSetting(name: string, help: string, fallback: string): Setting<string> {
  return {
    ...textSetting(name, help, fallback),
    parse(text) {
      if (/^(0|[1-9]\d{0,5})(\.\d{1,6})?$/.test(text)) return text;
      throw new RangeError('a percentage such as 10 or 2.5');
    },
  };
}

/** Where people reach the service. Without one the service goes by what requests name, which is fine behind no proxy. */
function originSetting(): Setting<string | undefined> {
  const read = textSetting(
    'SUANPAN_ADMIN_ORIGIN',
    'where people reach the service, e.g. https://admin.example.com',
    '',
  );
  return {
    ...read,
    parse(text) {
      if (text === '') return undefined;
      if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text) return text;
      throw new RangeError('an origin such as https://admin.example.com, without a path');
    },
  };
}
