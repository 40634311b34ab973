import { networkInterfaces } from "node:os";

/** The values of `--ip` with which `wrangler dev` listens on all interfaces. */
const ALL_INTERFACES = ["0.0.0.0", "::", "*"];

/**
 * The IPv4 addresses at which other machines reach the server: none unless `--ip` makes it listen on all interfaces.
 * wrangler itself reports only 127.0.0.1.
 *
 * @param args the arguments of `wrangler dev`
 */
export function networkAddresses(args: readonly string[]): string[] {
  const ips = args.flatMap((arg, place) => {
    if (arg === "--ip") return args.slice(place + 1, place + 2);
    return arg.startsWith("--ip=") ? [arg.slice("--ip=".length)] : [];
  });
  if (!ALL_INTERFACES.includes(ips.at(-1) ?? "")) return [];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
}
