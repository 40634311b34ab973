import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { replaceDurably } from "../durable-file.ts";

const DAY = 86_400_000;

/** How long a certificate is valid, in milliseconds. Browsers refuse one that is valid for more than 398 days. */
const LIFETIME = 365 * DAY;

/** A certificate is valid from a day before it is made, since the clocks of some devices are behind. */
const SKEW = DAY;

/** A certificate that expires within this time is replaced, in milliseconds. */
const RESERVE = 30 * DAY;

/** The names under which this machine reaches itself. */
const OWN_NAMES = ["localhost", "127.0.0.1", "::1"];

/** A certificate that no authority has signed, and its private key. */
export interface ClassCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** The certificate as text (RFC 7468). */
  readonly pem: string;
  /** The SHA-256 of the certificate, as browsers show it. */
  readonly fingerprint: string;
}

/**
 * The certificate in a folder. It is kept for as long as it holds all the names, so that devices that have accepted it do
 * not ask again; otherwise a new one is made.
 *
 * @param folder readable by the user alone (folder mode 700, file mode 600)
 * @param names the host names and addresses of this machine
 * @param now in milliseconds since 1970
 */
export async function openCertificate(
  folder: string,
  names: readonly string[],
  now: number,
): Promise<ClassCertificate> {
  const certificateFile = join(folder, "certificate.pem");
  const keyFile = join(folder, "key.pem");
  const all = [...OWN_NAMES, ...names].map(inOneForm);
  if (!(await isUsable(certificateFile, keyFile, all, now))) {
    const { cert, private: key } = await makeCertificate(all, now);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await replaceDurably(keyFile, key);
    await replaceDurably(certificateFile, cert);
  }
  const pem = await readFile(certificateFile, "utf8");
  return { certificateFile, keyFile, pem, fingerprint: new X509Certificate(pem).fingerprint256 };
}

/**
 * Makes a certificate for these names. It is no certificate authority: whoever steals its key can pose as this machine, but
 * as no other, not even towards a device that was told to trust the certificate.
 */
function makeCertificate(names: readonly string[], now: number): ReturnType<typeof generate> {
  return generate([{ name: "commonName", value: "patient-ledger class" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(now - SKEW),
    notAfterDate: new Date(now - SKEW + LIFETIME),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      // Apple's systems demand the purpose, and all browsers read the names from here alone.
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
  });
}

/** An address of version 6 in the one form without an address of version 4 in it, which the library cannot read. */
function inOneForm(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;
}

/** Whether there is a certificate for all these names that does not expire soon, and its key. */
async function isUsable(
  certificateFile: string,
  keyFile: string,
  names: readonly string[],
  now: number,
): Promise<boolean> {
  try {
    const certificate = new X509Certificate(await readFile(certificateFile));
    return (
      certificate.checkPrivateKey(createPrivateKey(await readFile(keyFile))) &&
      certificate.validFromDate.getTime() <= now &&
      certificate.validToDate.getTime() - now > RESERVE &&
      names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined)
    );
  } catch {
    // There is none, or what is there is damaged.
    return false;
  }
}
