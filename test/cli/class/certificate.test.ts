import * as fc from "fast-check";
import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { openCertificate } from "../../../src/cli/class/certificate.ts";
import { fetchTrusting } from "../../../src/cli/class/trusting-fetch.ts";
import { emptyFolder } from "../../support/cli/folder.ts";

const DAY = 86_400_000;
const NAMES = ["desk.local", "192.168.1.20", "fd00::12:3"];
const NOW = Date.parse("2026-11-27T10:00:00Z");

const folder = emptyFolder();

/** Opens the certificate in the test's folder. */
async function opened(names: readonly string[] = NAMES, now = NOW): Promise<X509Certificate> {
  return new X509Certificate((await openCertificate(folder.path, names, now)).pem);
}

describe("a class's certificate", () => {
  test("holds this machine's own names and all given ones, as names of their kinds", async () => {
    const names = fc.uniqueArray(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(names, async (given) => {
        const certificate = await opened(given);
        for (const name of ["localhost", "127.0.0.1", "::1", ...given]) {
          const matched =
            isIP(name) === 0 ? certificate.checkHost(name, { subject: "never" }) : certificate.checkIP(name);
          expect({ name, isHeld: matched !== undefined }).toEqual({ name, isHeld: true });
        }
        expect(certificate.checkHost("elsewhere.example")).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  test("has what browsers demand of a server's certificate", async () => {
    const certificate = await opened();
    // Chrome and Firefox demand a strong signature, Safari the purpose of a server (OID 1.3.6.1.5.5.7.3.1).
    expect(certificate.signatureAlgorithm).toBe("ecdsa-with-SHA256");
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    // Firefox takes the same serial number of one issuer for an attack, without a way to go on.
    expect(certificate.serialNumber).toMatch(/^[0-9A-F]{8,40}$/);
  });

  test("has a serial number that no other has, and never a negative one", async () => {
    const serials = new Set<string>();
    for (let count = 0; count < 40; count += 1) {
      const { serialNumber } = await opened([`desk-${count}.local`]);
      expect(serialNumber).not.toMatch(/^-/);
      serials.add(serialNumber);
    }
    expect(serials.size).toBe(40);
  });

  test("is no authority: who steals its key can pose as no other machine", async () => {
    expect((await opened()).ca).toBe(false);
  });

  test("is valid from the day before, and for less than the 398 days that browsers allow", async () => {
    const { validFromDate, validToDate } = await opened();
    expect(validFromDate.getTime()).toBe(NOW - DAY);
    expect((validToDate.getTime() - validFromDate.getTime()) / DAY).toBeLessThan(398);
  });

  test("is served over https to those who trust it alone", async () => {
    const { pem, keyFile } = await openCertificate(folder.path, NAMES, Date.now());
    const server = createServer({ cert: pem, key: readFileSync(keyFile) }, (request, response) => {
      request.resume();
      response.writeHead(request.method === "DELETE" ? 204 : 200, {
        "Content-Type": "text/plain",
        "X-Method": request.method,
      });
      response.end(request.method === "DELETE" ? undefined : request.url);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const trusting = fetchTrusting(pem);
      for (const host of ["localhost", "127.0.0.1"]) {
        const answer = await trusting(`https://${host}:${port}/a?b=c`, { method: "PUT", body: "{}" });
        expect([answer.status, answer.headers.get("x-method"), await answer.text()]).toEqual([200, "PUT", "/a?b=c"]);
      }
      const deleted = await trusting(`https://localhost:${port}/`, { method: "DELETE" });
      expect([deleted.status, await deleted.text()]).toEqual([204, ""]);
      await expect(trusting(`https://localhost:${port}/`, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
      const other = fetchTrusting((await openCertificate(folder.file("other"), NAMES, Date.now())).pem);
      await expect(other(`https://localhost:${port}/`)).rejects.toThrow(/self-signed|certificate/);
    } finally {
      server.close();
    }
  });
});

describe("the folder of the certificate", () => {
  test("can be read by its owner alone", async () => {
    const certificates = folder.file("certificates");
    await openCertificate(certificates, NAMES, NOW);
    const modes = [certificates, ...readdirSync(certificates).map((name) => `${certificates}/${name}`)].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  test.each([
    ["the names are the same", NAMES, 0],
    ["their order differs", NAMES.toReversed(), DAY],
    ["an address is written differently", ["192.168.1.20", "FD00:0:0:0:0:0:12:3"], DAY],
    ["a name is gone", ["192.168.1.20"], 200 * DAY],
  ])("keeps it if %s", async (_, names, later) => {
    const first = await opened();
    expect((await opened(names, NOW + later)).fingerprint256).toBe(first.fingerprint256);
  });

  test.each([
    ["an address is new", [...NAMES, "192.168.1.21"], 0],
    ["a host name is new", ["tisch.local"], 0],
    ["it will expire within a month", NAMES, 340 * DAY],
    ["it has expired", NAMES, 400 * DAY],
    ["the clock was put back to a time before it", NAMES, -2 * DAY],
  ])("gets a new one if %s", async (_, names, later) => {
    const first = await opened();
    const second = await opened(names, NOW + later);
    expect(second.fingerprint256).not.toBe(first.fingerprint256);
    expect(second.serialNumber).not.toBe(first.serialNumber);
  });

  test.each(["certificate.pem", "key.pem"])("gets a new one if %s is damaged, or not the other's", async (name) => {
    const first = await openCertificate(folder.path, NAMES, NOW);
    const other = await openCertificate(folder.file("other"), NAMES, NOW);
    for (const damage of ["", "-----BEGIN", readFileSync(`${folder.file("other")}/${name}`, "utf8")]) {
      writeFileSync(folder.file(name), damage);
      const next = await openCertificate(folder.path, NAMES, NOW);
      expect([first.fingerprint, other.fingerprint]).not.toContain(next.fingerprint);
    }
  });
});
