import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** The names of interfaces of containers, virtual machines and tunnels, which other machines do not reach. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|wg|cni|flannel|llw|awdl|vEthernet)/;

const LINK_LOCAL = /^(?:fe[89ab]|169\.254\.)/i;

/**
 * Finds the address under which other machines are likely to reach this one. Addresses of real interfaces go before
 * those of virtual ones, and IPv4 before IPv6, because they are easier to type.
 *
 * @param family the family that is listened on; `IPv6` if both are
 * @param interfaces the network interfaces of the machine, if the process may know them
 * @returns the address; nothing if there are only addresses of loopback and of a single link
 */
export function outerAddress(
  family: 'IPv4' | 'IPv6',
  interfaces: Interfaces = interfacesOr(networkInterfaces),
): string | undefined {
  const outer = Object.entries(interfaces)
    .flatMap(([name, addresses = []]) => addresses.map((info) => ({ ...info, isVirtual: VIRTUAL.test(name) })))
    .filter(({ internal, address }) => !internal && !LINK_LOCAL.test(address))
    .filter((info) => family === 'IPv6' || info.family === 'IPv4');
  const costOf = (info: (typeof outer)[number]): number => (info.isVirtual ? 2 : 0) + (info.family === 'IPv6' ? 1 : 0);
  return outer.sort((a, b) => costOf(a) - costOf(b))[0]?.address;
}

/**
 * Asks for the network interfaces.
 *
 * @param ask throws if the process may not ask, as in a unit of systemd with `RestrictAddressFamilies`
 * @returns the interfaces; none if it may not
 */
export function interfacesOr(ask: () => Interfaces): Interfaces {
  try {
    return ask();
  } catch {
    return {};
  }
}
