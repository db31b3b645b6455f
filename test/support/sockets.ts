import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A listening socket, such as `tcp 127.0.0.1:4566`. */
export interface Listener {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
}

/** The states in `/proc/net` of a socket that listens. A bound UDP socket is in state 7. */
const LISTENING = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' };

/** Returns the sockets on which processes listen. Works only on Linux. */
export function listenersOf(pids: readonly number[]): Listener[] {
  const inodes = new Set(pids.flatMap(socketsOf));
  return Object.entries(LISTENING).flatMap(([protocol, state]) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === state && inodes.has(fields[9] as string))
      .map((fields) => {
        const [address = '', port = ''] = (fields[1] as string).split(':');
        return { protocol, address: spelt(address), port: Number.parseInt(port, 16) };
      }),
  );
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
      } catch {
        return []; // The socket was closed meanwhile.
      }
    });
  } catch {
    return []; // The process ended meanwhile.
  }
}

/** Words of 32 bits in the machine's order: `0100007F` is 127.0.0.1 on all machines that run this. */
function spelt(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => [...Buffer.from(word, 'hex')].reverse());
  if (bytes.length === 4) return bytes.join('.');
  const text = Buffer.from(bytes).toString('hex');
  // An IPv4 address mapped to IPv6.
  if (text.startsWith('00000000000000000000ffff')) return bytes.slice(12).join('.');
  return text === '1'.padStart(32, '0') ? '::1' : text;
}
