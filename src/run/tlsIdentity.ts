import { statSync } from 'node:fs';
import { interval, type Observable, tap } from 'rxjs';
import type { Settings } from '../config/settings';
import { SettingsError } from '../config/settingsError';
import { messageOf } from '../messageOf';
import type { LogEntry } from '../operators/tap/tapLog';
import type { ReadTurns } from '../streams/accept/readTurns';
import { TlsTransport } from '../streams/accept/tlsTransport';
import { type CheckedIdentity, readIdentity } from './identity';

/** The interval between two looks at the files, in ms. */
const LOOK_MS = 30_000;

/** The files of the certificate and the key. */
export interface TlsFiles {
  /** The file of the certificate; empty for no TLS. */
  readonly tlsCert: string;
  /** The file of the key; empty if it is in the same file. */
  readonly tlsKey: string;
}

/**
 * Opens TLS, if the settings ask for it.
 *
 * @param settings the files, and who may connect without
 * @param turns the queue in which all clients wait for their turn to be read
 * @param log receives what happens to the certificate
 * @throws SettingsError if the certificate cannot be used, or a setting needs it
 */
export function tlsOf(
  settings: TlsFiles & Pick<Settings, 'plain'>,
  turns: ReadTurns,
  log: (entry: LogEntry) => void,
): TlsIdentity | undefined {
  checkTls(settings);
  return settings.tlsCert === '' ? undefined : new TlsIdentity(settings, turns, Date.now, log);
}

/**
 * Checks that there is a certificate if a setting needs one.
 *
 * @throws SettingsError if there is none
 */
export function checkTls({ tlsCert, tlsKey, plain }: TlsFiles & Pick<Settings, 'plain'>): void {
  if (tlsCert !== '') return;
  if (tlsKey !== '') throw new SettingsError('--tls-key needs --tls-cert, the file of its certificate');
  if (plain !== 'allow') throw new SettingsError(`--plain ${plain} needs TLS: --tls-cert and --tls-key`);
}

/** The certificate of the server and the transport that uses it. Files that have changed are read again. */
export class TlsIdentity {
  readonly transport: TlsTransport;
  private stamps: string;
  private current: CheckedIdentity;

  /**
   * Reads the files.
   *
   * @param files the files
   * @param turns the queue in which all clients wait for their turn to be read
   * @param now the wall clock, in ms since 1970
   * @param log receives what happens to the certificate
   * @throws SettingsError if the certificate cannot be used
   */
  constructor(
    private readonly files: TlsFiles,
    turns: ReadTurns,
    private readonly now: () => number,
    private readonly log: (entry: LogEntry) => void,
  ) {
    this.stamps = this.currentStamps();
    this.current = readIdentity(files.tlsCert, files.tlsKey, now());
    this.transport = new TlsTransport(this.current.identity, turns);
    this.report('in use');
  }

  /** When the certificate expires, in ms since 1970. */
  get expiresAt(): number {
    return this.current.expiresAt;
  }

  /** Looks at the files at an interval while subscribed, and reads them when they have changed. Emits nothing. */
  watch(): Observable<unknown> {
    return interval(LOOK_MS).pipe(
      tap(() => {
        if (this.currentStamps() !== this.stamps) this.reload();
      }),
    );
  }

  /**
   * Looks whether the files can be used as they are now.
   *
   * @throws SettingsError if they cannot
   */
  check(): void {
    readIdentity(this.files.tlsCert, this.files.tlsKey, this.now());
  }

  /** Reads the files again. A certificate that cannot be used is reported, and the one before it stays in use. */
  reload(): void {
    this.stamps = this.currentStamps();
    try {
      const next = readIdentity(this.files.tlsCert, this.files.tlsKey, this.now());
      this.transport.use(next.identity);
      this.current = next;
    } catch (error) {
      const why = messageOf(error);
      const message = `the certificate was read again and is not used, the one before it is: ${why}`;
      this.log({ level: 'error', event: 'tls_certificate', message });
      return;
    }
    this.report('read again');
  }

  private report(what: string): void {
    const event = 'tls_certificate';
    const { subject, expiresAt, warnings } = this.current;
    const expires = new Date(expiresAt).toISOString();
    this.log({
      level: 'info',
      event,
      message: `TLS certificate of ${subject}, ${what}; it expires ${expires}`,
      expires,
    });
    for (const message of warnings) this.log({ level: 'warn', event, message });
  }

  /** What changes when a file is replaced, also by renaming, or through a link. */
  private currentStamps(): string {
    return [this.files.tlsCert, this.files.tlsKey].map(stamp).join(' ');
  }
}

function stamp(file: string): string {
  const found = file === '' ? undefined : statSync(file, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs}:${found.size}:${found.ino}` : '';
}
