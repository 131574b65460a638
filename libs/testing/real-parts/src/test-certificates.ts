import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

/** Files in PEM of a certificate authority that a test made, a broker's certificate and a client's. */
export interface TestCertificates {
  readonly caFile: string;
  /** Private key and certificate of the broker, for 127.0.0.1. */
  readonly brokerFile: string;
  readonly clientCertificateFile: string;
  readonly clientKeyFile: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** Valid on any day that a test may run on. */
const VALID = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2120-01-01T00:00:00Z') };

const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

async function keyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64').replaceAll(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
}

/** Makes an authority with the name `CN=ca`, and the certificates `CN=broker` and `CN=client` that it signed. */
export async function makeTestCertificates(folder: string): Promise<TestCertificates> {
  x509.cryptoProvider.set(webcrypto as typeof globalThis.crypto);
  const ca = await newKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...VALID,
    serialNumber: '01',
    name: 'CN=ca',
    keys: ca,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const signed = async (name: string, serialNumber: string) => {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...VALID,
      serialNumber,
      subject: `CN=${name}`,
      issuer: authority.subject,
      signingKey: ca.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
    });
    return { key: await keyPem(keys), certificate: `${certificate.toString('pem')}\n` };
  };
  const broker = await signed('broker', '02');
  const client = await signed('client', '03');
  const put = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  return {
    caFile: put('ca.pem', authority.toString('pem')),
    brokerFile: put('broker.pem', broker.key + broker.certificate),
    clientCertificateFile: put('client-certificate.pem', client.certificate),
    clientKeyFile: put('client-key.pem', client.key),
  };
}
