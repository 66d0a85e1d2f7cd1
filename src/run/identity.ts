import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates } from 'node:tls';
import { SettingsError } from '../config/settingsError';
import { messageOf } from '../messageOf';
import type { Identity } from '../streams/accept/tlsTransport';

/** A certificate that was checked, and what is to be known of it. */
export interface CheckedIdentity {
  readonly identity: Identity;
  /** The time at which the first certificate of the chain expires, in ms since 1970. */
  readonly expiresAt: number;
  /** Whom it is for, as it says itself. */
  readonly subject: string;
  /** What is allowed but will be a surprise; a sentence each. */
  readonly warnings: readonly string[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g;

/**
 * Reads the certificate of the server, its chain and its key, and checks that they fit together and are valid now. The TLS
 * library itself takes a wrong key and an expired certificate without a word.
 *
 * @param certFile the file of the certificate, followed by those of its issuers, in PEM
 * @param keyFile the file of the key, in PEM; empty if it is in the same file
 * @param now the time, in ms since 1970
 * @returns what was read
 * @throws SettingsError with a sentence that says what is wrong and with which file
 */
export function readIdentity(certFile: string, keyFile: string, now: number): CheckedIdentity {
  const cert = readPem(certFile, '--tls-cert');
  const key = readPem(keyFile === '' ? certFile : keyFile, '--tls-key');
  const chain = certificatesIn(cert, certFile);
  const [own] = chain;
  if (own === undefined) throw new SettingsError(`--tls-cert: ${certFile} has no certificate in PEM`);
  checkKey(chain, certFile, privateKeyIn(key, keyFile === '' ? certFile : keyFile), keyFile);
  checkOrder(chain, certFile);
  checkDates(chain, certFile, now);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new SettingsError(`--tls-cert: ${certFile} cannot be used: ${messageOf(error)}`);
  }
  return {
    identity: { cert, key },
    expiresAt: Math.min(...chain.map(({ validTo }) => Date.parse(validTo))),
    subject: nameOf(own),
    warnings: warningsOf(chain, certFile),
  };
}

function readPem(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError(`${flag}: ${file} cannot be read: ${messageOf(error)}`);
  }
}

function certificatesIn(pem: string, file: string): readonly X509Certificate[] {
  return Array.from(pem.match(CERTIFICATE) ?? [], (text, index) => {
    try {
      return new X509Certificate(text);
    } catch {
      throw new SettingsError(`--tls-cert: certificate ${index + 1} in ${file} is damaged`);
    }
  });
}

function privateKeyIn(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const isEncrypted = /passphrase|interrupted or cancelled/i.test(messageOf(error)) || pem.includes('ENCRYPTED');
    if (isEncrypted)
      throw new SettingsError(`--tls-key: the key in ${file} has a passphrase; it has to be without one`);
    throw new SettingsError(`--tls-key: ${file} has no private key in PEM`);
  }
}

function checkKey(chain: readonly X509Certificate[], certFile: string, key: KeyObject, keyFile: string): void {
  if (chain[0]?.checkPrivateKey(key)) return;
  const other = chain.findIndex((certificate) => certificate.checkPrivateKey(key));
  throw new SettingsError(
    other > 0
      ? `--tls-cert: the certificate of the server has to be the first in ${certFile}; it is number ${other + 1}`
      : `--tls-key: the key in ${keyFile === '' ? certFile : keyFile} does not belong to the certificate in ${certFile}`,
  );
}

/** Each certificate is issued by the next one. */
function checkOrder(chain: readonly X509Certificate[], file: string): void {
  chain.slice(1).forEach((issuer, index) => {
    const certificate = chain[index];
    if (!certificate || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey))) return;
    throw new SettingsError(
      `--tls-cert: certificate ${index + 2} in ${file} (${nameOf(issuer)}) did not issue the one before it (${nameOf(certificate)})`,
    );
  });
}

function checkDates(chain: readonly X509Certificate[], file: string, now: number): void {
  for (const { validFrom, validTo, ...certificate } of chain.map(datesOf)) {
    const what = `--tls-cert: the certificate of ${certificate.name} in ${file}`;
    if (validTo <= now) throw new SettingsError(`${what} expired on ${day(validTo)}`);
    if (validFrom > now) throw new SettingsError(`${what} is not valid before ${day(validFrom)}`);
  }
}

const datesOf = (certificate: X509Certificate): { name: string; validFrom: number; validTo: number } => ({
  name: nameOf(certificate),
  validFrom: Date.parse(certificate.validFrom),
  validTo: Date.parse(certificate.validTo),
});

/** Most clients know the roots alone: without the certificates between, they reject the server. */
function warningsOf(chain: readonly X509Certificate[], file: string): readonly string[] {
  const last = chain.at(-1);
  if (!last) return [];
  if (last.checkIssued(last)) {
    if (chain.length > 1) return [];
    return [`the certificate in ${file} is signed by itself: clients reject it unless they are told to trust it`];
  }
  const isKnown = rootCertificates.some((root) => last.checkIssued(new X509Certificate(root)));
  if (isKnown) return [];
  const issuer = commonName(last.issuer);
  return [
    `${file} ends with a certificate whose issuer, ${issuer}, is no root that clients know: give the whole chain (fullchain.pem), unless that is a root of your own`,
  ];
}

const nameOf = ({ subject, subjectAltName }: X509Certificate): string =>
  commonName(subject) === '' ? (subjectAltName ?? 'nobody') : commonName(subject);

const commonName = (name: string): string => /^CN=(.*)$/m.exec(name)?.[1] ?? name.replaceAll('\n', ', ');

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
