import { isDeepStrictEqual } from 'node:util';
import { defer, distinctUntilChanged, map, skip, startWith, Subject } from 'rxjs';
import { type SettingChanges, settingChanges } from '../config/settingChanges';
import type { Settings } from '../config/settings';
import type { LogEntry } from '../operators/tap/tapLog';
import type { ChatLimits } from '../streams/chat';
import { type Rules, rulesOf } from '../streams/model/rules';
import { readMotd } from './motd';
import { type Quotas, quotasOf } from './openFiles';

/** How long a newcomer waits for a busy server before it is refused, in ms. */
const BUSY_WAIT_MS = 5000;

/** The settings with what is made of them: all that is decided by. */
export type Limits = Omit<Settings, 'motd'> & ChatLimits;

/** The settings of a running server. They can be replaced; `limits` is one object for ever, and has what holds by now. */
export class LiveSettings {
  readonly limits: Limits;
  /** How the open files are divided. */
  quotas: Quotas;
  private readonly replacements$ = new Subject<Limits>();
  /** Emits the limits each time that they were replaced. */
  readonly replaced$ = this.replacements$.asObservable();
  /** Emits the rules among them each time that they have changed. */
  readonly rules$ = defer(() =>
    this.replaced$.pipe(startWith(this.limits), map(rulesOf), distinctUntilChanged<Rules>(isDeepStrictEqual), skip(1)),
  );

  /**
   * @param settings the settings at the start
   * @param openFiles the limit of open files
   * @throws SettingsError if a file that they name cannot be used
   */
  constructor(
    public settings: Settings,
    private readonly openFiles: number,
  ) {
    this.quotas = quotasOf(openFiles, settings.connections);
    this.limits = limitsOf(settings, this.quotas);
  }

  /** Says that fewer connections are possible than are allowed. */
  get shortage(): LogEntry | undefined {
    const { openFiles, settings, quotas } = this;
    const { connections } = quotas;
    if (connections >= settings.connections) return undefined;
    const message = `the limit of ${openFiles} open files allows ${connections} connections, not ${settings.connections}; raise it (ulimit -n, LimitNOFILE)`;
    return { level: 'warn', event: 'open_files', message, open_files: openFiles, connections };
  }

  /**
   * Takes what it can of other settings. Nothing has changed if it throws.
   *
   * @param next the settings that were read
   * @returns what has changed, and what takes a restart
   * @throws SettingsError if a file that they name cannot be used
   */
  replace(next: Settings): SettingChanges {
    const changes = settingChanges(this.settings, next);
    const quotas = quotasOf(this.openFiles, changes.settings.connections);
    const limits = limitsOf(changes.settings, quotas);
    const hasOtherMotd = !changes.changed.includes('motd') && limits.motd?.join('\n') !== this.limits.motd?.join('\n');
    this.settings = changes.settings;
    this.quotas = quotas;
    Object.assign(this.limits, limits);
    this.replacements$.next(this.limits);
    return hasOtherMotd ? { ...changes, changed: [...changes.changed, 'motd'] } : changes;
  }
}

const limitsOf = (settings: Settings, { connections }: Quotas): Limits => ({
  ...settings,
  connections,
  lines: settings.outboundLines,
  bytes: settings.outboundBytes,
  // Behind a proxy on this machine, clients from anywhere would be exempt.
  limitLoopback: settings.limitLoopback || settings.proxyFrom !== '',
  motd: readMotd(settings.motd),
  busyWait: BUSY_WAIT_MS,
});
