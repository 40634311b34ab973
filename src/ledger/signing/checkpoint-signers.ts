import { checkpointText } from "../../evidence/checkpoint.ts";
import { parseIJson } from "../../chain/json.ts";
import type { Hash } from "../../evidence/merkle-tree.ts";
import {
  noteText,
  openSigner,
  openVerifier,
  SIGNATURE_TYPE,
  type Signer,
  type SigningJwk,
  signText,
  type VerifierKey,
} from "../../evidence/note.ts";
import { Malformed } from "../../chain/malformed.ts";

/** What a deployment signs its checkpoints with: a secret, and the name it goes by. Neither is ever stored. */
export interface SigningSettings {
  /**
   * A private Ed25519 key as a JSON Web Key (RFC 8037), or several as a key set. Those without their private half (`d`)
   * do not sign any more: what they signed is still believed.
   */
  readonly LEDGER_SIGNING_KEY?: string;
  /** The first part of the origin of every ledger here: the deployment's own name, such as its domain. */
  readonly LEDGER_ORIGIN?: string;
}

/** The keys that sign a deployment's checkpoints: one, or while the key changes the old and the new. */
export class CheckpointSigners {
  readonly #jwks: readonly SigningJwk[];
  readonly #origin: string;
  readonly #signers = new Map<string, Promise<Signer[]>>();

  /** @throws Malformed when a key is set that is none, or no name */
  constructor({ LEDGER_SIGNING_KEY: secret, LEDGER_ORIGIN: origin = "" }: SigningSettings) {
    this.#jwks = secret ? keysOf(secret) : [];
    this.#origin = origin;
    if (secret && !/^[^\p{White_Space}+]+$/u.test(origin)) {
      throw new Malformed("LEDGER_ORIGIN must be set beside LEDGER_SIGNING_KEY, without spaces and plus");
    }
  }

  /** Whether there is a key. */
  get exist(): boolean {
    return this.#jwks.length > 0;
  }

  /** The origin of a ledger: what its checkpoints begin with, and its keys are named. */
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
    const text = checkpointText({ origin: this.originOf(name), size, root });
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
    // Whatever is wrong with it, nothing may quote the secret.
  }
  throw new Malformed("LEDGER_SIGNING_KEY is neither a private JSON Web Key nor a set with one");
}

/** Whether a key has its private half. */
function isPrivate(jwk: SigningJwk): boolean {
  return jwk.d !== undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
