import { BlockList, isIPv6 } from 'node:net';

/**
 * Makes a list of networks that addresses can be looked up in.
 *
 * @param networks addresses and CIDR blocks with commas between them; an empty text for none
 * @returns the list
 */
export function blockListOf(networks: string): BlockList {
  const list = new BlockList();
  for (const network of networks.split(',').filter((text) => text !== '')) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
