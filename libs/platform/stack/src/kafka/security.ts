import type { AclEntry } from 'kafkajs';

/** The principal of the broker itself, and of its controller. */
export const BROKER_USER = 'broker';

/** How the one node asks its clients who they are, and what they may do. */
export interface BrokerSecurity {
  readonly protocol: 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
  /** How users prove who they are. SCRAM also proves the broker to its clients and never sends the password. */
  readonly mechanism: 'SCRAM-SHA-512' | 'PLAIN';
  /** Passwords by user. `broker` must be one of them. */
  readonly users: Readonly<Record<string, string>>;
  /** Principals, as `User:name`, that no ACL binds. The broker is one anyhow. */
  readonly superUsers: readonly string[];
  readonly tls?: BrokerTls;
  /** The ACLs of the node; those that stand are left as they are if absent. */
  readonly acls?: readonly AclEntry[];
}

/** Files in PEM. */
export interface BrokerTls {
  /** The private key followed by its certificate. */
  readonly keyStoreFile: string;
  readonly trustStoreFile: string;
  /** Whether a client needs a certificate of its own (mutual TLS). */
  readonly clientCertificate: boolean;
}

/** A value between double quotes in a JAAS line, which knows backslash escapes. */
function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function plainJaas(password: string, users: Readonly<Record<string, string>>): string {
  const known = Object.entries(users).map(([name, secret]) => `user_${name}=${quoted(secret)}`);
  return [
    'org.apache.kafka.common.security.plain.PlainLoginModule required',
    `username=${quoted(BROKER_USER)}`,
    `password=${quoted(password)}`,
    ...known,
  ].join(' ');
}

function scramJaas(password: string): string {
  const module = 'org.apache.kafka.common.security.scram.ScramLoginModule required';
  return `${module} username=${quoted(BROKER_USER)} password=${quoted(password)}`;
}

/**
 * The lines of `server.properties` that close the node: every listener asks who is there, the controller's too, and
 * whatever no ACL allows is refused. Nothing is open to a user of this machine who has no password.
 */
export function securityProperties({ protocol, mechanism, users, superUsers, tls }: BrokerSecurity): string {
  const password = users[BROKER_USER] ?? '';
  const sasl = protocol.startsWith('SASL');
  const jaas = mechanism === 'PLAIN' ? plainJaas(password, users) : scramJaas(password);
  const lines = [
    `listener.security.protocol.map=CLIENTS:${protocol},CONTROLLER:SASL_PLAINTEXT`,
    'inter.broker.listener.name=CLIENTS',
    // The controller answers before it knows any SCRAM user, so the broker's own password stands in this file.
    'listener.name.controller.sasl.enabled.mechanisms=PLAIN',
    'sasl.mechanism.controller.protocol=PLAIN',
    `listener.name.controller.plain.sasl.jaas.config=${plainJaas(password, { [BROKER_USER]: password })};`,
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    `super.users=${[`User:${BROKER_USER}`, ...superUsers].join(';')}`,
  ];
  if (sasl) {
    lines.push(
      `sasl.enabled.mechanisms=${mechanism}`,
      `sasl.mechanism.inter.broker.protocol=${mechanism}`,
      `listener.name.clients.${mechanism.toLowerCase()}.sasl.jaas.config=${jaas};`,
    );
  }
  if (tls !== undefined) {
    lines.push(
      'ssl.keystore.type=PEM',
      `ssl.keystore.location=${tls.keyStoreFile}`,
      'ssl.truststore.type=PEM',
      `ssl.truststore.location=${tls.trustStoreFile}`,
      `ssl.client.auth=${tls.clientCertificate ? 'required' : 'none'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
