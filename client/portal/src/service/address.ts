// By what a visitor is counted: his IPv4 address, or the /64 of his IPv6 address, which is what one subscriber has.
import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

function groupsOf(address: string): string[] {
    const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
    const groups = (text: string): string[] => text === '' ? [] : text.split(':');
    if (tail === undefined) return groups(head);
    return [...groups(head), ...Array<string>(8 - groups(head).length - groups(tail).length).fill('0'), ...groups(tail)];
}

/** 'unknown' for what is no address: all such visitors share one count. */
export function countedAddress(text: string): string {
    if (isIPv4(text)) return text;
    const address = text.split('%')[0] ?? '';
    if (!isIPv6(address)) return 'unknown';
    const groups = groupsOf(address);
    const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
    if (!mapped) return `${groups.slice(0, 4).join(':')}::/64`;
    return groups.slice(6).flatMap(group => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]).join('.');
}

/**
 * @param behindProxy take the last address of X-Forwarded-For, which our own proxy wrote; those before it are the visitor's claim
 */
export function visitorOf(request: IncomingMessage, behindProxy: boolean): string {
    const forwarded = request.headers['x-forwarded-for'];
    const last = behindProxy && typeof forwarded === 'string' ? forwarded.slice(-64).split(',').at(-1)?.trim() : undefined;
    return countedAddress(last ?? request.socket.remoteAddress ?? '');
}
