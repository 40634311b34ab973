import { checkpointText } from "../../evidence/notes/checkpoint.ts";
import { parseIJson } from "../../chain/text/json.ts";
import type { Hash } from "../../chain/merkle-tree.ts";
import {
  noteText,
  openSigner,
  openVerifier,
  SIGNATURE_TYPE,
  type Signer,
  type SigningJwk,
  signText,
  type VerifierKey,
} from "../../evidence/notes/note.ts";
import { Malformed } from "../../chain/text/malformed.ts";

/** What a deployment signs its checkpoints with: its secret key and its name. Neither is ever stored. */
export interface SigningSettings {
  /**
   * A private Ed25519 key as a JSON Web Key (RFC 8037), or a key set with several. A key without its private half (`d`)
   * is retired: it no longer signs, but its signatures are still accepted.
   */
  readonly LEDGER_SIGNING_KEY?: string;
  /** The deployment's own name, such as its domain. The origin of each of its ledgers begins with it. */
  readonly LEDGER_ORIGIN?: string;
}

/** The keys that sign a deployment's checkpoints: one key, or the old and the new one during a key rotation. */
export class CheckpointSigners {
  readonly #jwks: readonly SigningJwk[];
  readonly #origin: string;
  readonly #signers = new Map<string, Promise<Signer[]>>();

  /** @throws Malformed if a key is set but invalid, or is set without a valid name */
  constructor({ LEDGER_SIGNING_KEY: secret, LEDGER_ORIGIN: origin = "" }: SigningSettings) {
    this.#jwks = secret ? keysOf(secret) : [];
    this.#origin = origin;
    if (secret && !/^[^\p{White_Space}+]+$/u.test(origin)) {
      throw new Malformed("LEDGER_SIGNING_KEY is set, so LEDGER_ORIGIN must be set too, without spaces or plus signs");
    }
  }

  /** Whether any key is configured. */
  get exist(): boolean {
    return this.#jwks.length > 0;
  }

  /** The origin of a ledger: the first line of its checkpoints, and the name of its keys. */
  originOf(name: string): string {
    return `${this.#origin}/ledgers/${name}`;
  }

  /** The keys that a ledger's checkpoints are verified with. */
  async verifiers(name: string): Promise<VerifierKey[]> {
    const signing = (await this.#signersOf(name)).map(({ verifier }) => verifier);
    const retired = this.#jwks.filter((jwk) => !isPrivate(jwk));
    const origin = this.originOf(name);
    return [
      ...signing,
      ...(await Promise.all(retired.map((jwk) => openVerifier(jwk, origin, SIGNATURE_TYPE.ed25519)))),
    ];
  }

  /** Signs the checkpoint of a ledger's tree with every private key. */
  async sign(name: string, size: number, root: Hash): Promise<string> {
    return this.signText(name, checkpointText({ origin: this.originOf(name), size, root }));
  }

  /** Signs a text of a ledger with every private key, as a note. */
  async signText(name: string, text: string): Promise<string> {
    const signers = await this.#signersOf(name);
    return noteText({ text, signatures: await Promise.all(signers.map((signer) => signText(text, signer))) });
  }

  #signersOf(name: string): Promise<Signer[]> {
    let signers = this.#signers.get(name);
    if (!signers) {
      const origin = this.originOf(name);
      const signing = this.#jwks.filter(isPrivate);
      signers = Promise.all(signing.map((jwk) => openSigner(jwk, origin, SIGNATURE_TYPE.ed25519)));
      this.#signers.set(name, signers);
    }
    return signers;
  }
}

function keysOf(secret: string): SigningJwk[] {
  try {
    const value = parseIJson(secret);
    const keys: unknown = isObject(value) && Object.hasOwn(value, "keys") ? (value as { keys: unknown }).keys : [value];
    if (Array.isArray(keys) && keys.every(isObject) && keys.some(isPrivate)) return keys;
  } catch {
    // The parser's message is dropped, since it could quote the secret.
  }
  throw new Malformed("LEDGER_SIGNING_KEY is neither a private JSON Web Key nor a key set that contains one");
}

/** Whether a key has its private half. */
function isPrivate(jwk: SigningJwk): boolean {
  return jwk.d !== undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
