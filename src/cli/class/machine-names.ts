import { createSocket } from "node:dgram";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";

/** An address that is reserved for documentation (RFC 5737), so that nothing is there. */
const NOWHERE = "192.0.2.1";

/** How a machine is reached. */
export interface MachineNames {
  /** The host names, such as `desk` and `desk.local`. */
  readonly hosts: readonly string[];
  /** The addresses on networks: those of version 4 first, and the one of the default route first of all. */
  readonly addresses: readonly string[];
}

/** The names and addresses under which other machines on the network may reach this one. */
export async function machineNames(): Promise<MachineNames> {
  return { hosts: hostNames(hostname()), addresses: inOrder(networkAddresses(), await defaultAddress()) };
}

/**
 * The names of a machine: its own, and the one under which multicast DNS announces it (RFC 6762). A name that no
 * certificate may hold is left out: Firefox refuses a certificate with one in it.
 */
export function hostNames(name: string): string[] {
  const own = name.toLowerCase().replace(/\.+$/, "");
  const announced = `${own.split(".")[0]}.local`;
  return [...new Set([own, announced])].filter((host) => host !== "localhost" && isHostName(host));
}

/** Whether a text is a host name (RFC 1123, section 2.1) that cannot be taken for an address. */
function isHostName(text: string): boolean {
  const labels = text.split(".");
  return (
    text.length <= 253 &&
    labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "") &&
    isIP(text) === 0
  );
}

/** Those of this machine's addresses that others can use: a link-local one of version 6 means nothing without a zone. */
function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
    .map(({ address }) => address);
}

/** Orders addresses as {@link MachineNames} says, each once. */
export function inOrder(addresses: readonly string[], first: string | undefined): string[] {
  const rank = (address: string) => (address === first ? 0 : isIP(address));
  return [...new Set(addresses)].toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The address of version 4 that this machine uses towards other networks, which tells the class's network from those of
 * virtual machines. Connecting a datagram socket sends nothing.
 *
 * @returns `undefined` without a network
 */
function defaultAddress(): Promise<string | undefined> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    const end = (address?: string) => {
      socket.close();
      resolve(address);
    };
    socket.once("error", () => end());
    socket.connect(9, NOWHERE, () => end(socket.address().address));
  });
}
