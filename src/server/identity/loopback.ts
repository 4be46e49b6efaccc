import { BlockList, isIPv6 } from 'node:net';

const own = new BlockList();
own.addSubnet('127.0.0.0', 8, 'ipv4');
own.addAddress('::1', 'ipv6');

/** Whether only this machine reaches what listens on an address. */
export const isLoopback = (address: string): boolean => own.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
