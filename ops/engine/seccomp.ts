import { run } from '../../testkit/run';
import { textOf } from '../verify/files';

/** The families of addresses by their names, as Linux numbers them. */
const FAMILIES: Readonly<Record<string, number>> = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10, AF_NETLINK: 16 };

/**
 * The system calls and families of addresses that the systemd unit allows, as a profile for the engine: so what the unit forbids can be shown to be
 * nothing that the server needs, also where systemd does not run.
 */
export async function unitAsSeccomp(): Promise<object> {
  const lines = textOf('ops/systemd/rxchat.service').matchAll(/^SystemCallFilter=(~?)(.+)$/gm);
  const allowed = new Set(await callsIn('@default'));
  for (const [, minus, groups = ''] of lines) {
    for (const group of groups.split(' ')) {
      for (const call of await callsIn(group)) {
        if (minus === '~') allowed.delete(call);
        else allowed.add(call);
      }
    }
  }
  allowed.delete('socket');
  const [, names = ''] = /^RestrictAddressFamilies=(.+)$/m.exec(textOf('ops/systemd/rxchat.service')) ?? [];
  const families = names.split(' ').map((name) => FAMILIES[name] ?? NaN);
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    syscalls: [
      { names: Array.from(allowed).sort(), action: 'SCMP_ACT_ALLOW' },
      ...families.map((value) => ({
        names: ['socket'],
        action: 'SCMP_ACT_ALLOW',
        args: [{ index: 0, value, op: 'SCMP_CMP_EQ' }],
      })),
    ],
  };
}

/** The calls of a group of systemd's; groups hold groups. */
async function callsIn(group: string): Promise<readonly string[]> {
  if (!group.startsWith('@')) return [group];
  const { status, output } = await run('systemd-analyze', ['syscall-filter', '--no-pager', group]);
  if (status !== 0) throw new Error(output);
  const words = output.split('\n').flatMap((line) => /^ {4}([@\w-]+)$/.exec(line)?.[1] ?? []);
  return (await Promise.all(words.map(callsIn))).flat();
}
