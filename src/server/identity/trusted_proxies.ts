import { BlockList, isIP, isIPv6 } from 'node:net';

/** Whether an address is that of a proxy which says who asks. */
export type IsTrusted = (address: string | undefined) => boolean;

/** @param entries addresses, and networks as 10.0.0.0/8 */
export function trustAddresses(entries: readonly string[]): IsTrusted {
  if (entries.length === 0) return () => false;
  const list = new BlockList();
  for (const entry of entries) {
    const [address, bits] = entry.split('/');
    const [family, all] = isIPv6(address) ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
    list.addSubnet(address, bits === undefined ? all : Number(bits), family);
  }
  return (address) => {
    if (address === undefined || isIP(address) === 0) return false;
    // How an IPv4 client looks to a server that listens on ::.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}
