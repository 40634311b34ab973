import * as fc from "fast-check";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { hostNames, inOrder, machineNames } from "../../../src/cli/class/machine-names.ts";

describe("the host names of a machine", () => {
  test.each([
    ["desk", ["desk", "desk.local"]],
    ["Marys-MacBook.local", ["marys-macbook.local"]],
    ["desk.school.example", ["desk.school.example", "desk.local"]],
    ["desk.", ["desk", "desk.local"]],
    ["localhost", ["localhost.local"]],
    ["4711", ["4711.local"]],
    ["teacher_pc", []],
    ["-desk", []],
    ["Anas Rechner", []],
    ["bücher", []],
    ["192.168.1.20", ["192.local"]],
    ["a".repeat(64), []],
    ["", []],
  ])("of one called %j are those that a certificate may hold", (name, hosts) => {
    expect(hostNames(name)).toEqual(hosts);
  });

  test("are names that browsers accept, whatever the machine is called", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.ipV4()), (name) => {
        for (const host of hostNames(name)) {
          expect(host).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/);
          expect(isIP(host)).toBe(0);
          expect(URL.canParse(`https://${host}`)).toBe(true);
        }
      }),
    );
  });
});

describe("the addresses of a machine", () => {
  test("begin with that of the default route, and those of version 4 come before those of version 6", () => {
    const addresses = fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()), { minLength: 1 });
    fc.assert(
      fc.property(addresses, fc.nat(), (all, choice) => {
        const first = all[choice % all.length];
        const ordered = inOrder([...all, ...all], first);
        expect(ordered.toSorted()).toEqual(all.toSorted());
        expect(ordered[0]).toBe(first);
        const versions = ordered.slice(1).map((address) => isIP(address));
        expect(versions.join("")).toMatch(/^4*6*$/);
      }),
    );
  });

  test("are its own on networks, without those that need a zone", async () => {
    const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
    const { addresses } = await machineNames();
    expect(addresses.filter((address) => !own.includes(address))).toEqual([]);
    expect(addresses.filter((address) => /^(?:127\.|::1$|fe80:)/.test(address))).toEqual([]);
  });
});
