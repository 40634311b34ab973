import { type CodeKey, codeKey, codeOf } from "../../class/codes.ts";
import { parseIJson } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { StudentRow } from "./class-store.ts";

/** The settings of a deployment that gives out codes. */
export interface CodeSettings {
  /** The private key that signs the class's tokens, as a JSON Web Key. */
  readonly CLASS_KEY?: string;
  /** The class whose codes are given out. */
  readonly CLASS_NAME?: string;
}

/** The codes of a class, which are computed from the class's key. Nothing here is stored. */
export class ClassCodes {
  readonly #secret: string | undefined;
  readonly #className: string;
  readonly #codes = new Map<string, Promise<string>>();
  #key: Promise<CodeKey> | undefined;

  constructor({ CLASS_KEY: secret, CLASS_NAME }: CodeSettings, className: string) {
    this.#secret = CLASS_NAME === className ? secret : undefined;
    this.#className = className;
  }

  /** Whether the deployment gives out codes for this class. */
  get exist(): boolean {
    return Boolean(this.#secret);
  }

  /** The present code of a student. @throws Malformed if the class's key is not one */
  async of({ number, issue }: Pick<StudentRow, "number" | "issue">): Promise<string> {
    const id = `${number}/${issue}`;
    const code = this.#codes.get(id) ?? this.#compute(number, issue);
    this.#codes.set(id, code);
    return code;
  }

  /**
   * Who has which code at present. To look a code up in it takes a time that may depend on the code, but with a few
   * hundred attempts a minute nobody measures differences that small across a network.
   */
  async all(students: readonly StudentRow[]): Promise<ReadonlyMap<string, StudentRow>> {
    return new Map(await Promise.all(students.map(async (student) => [await this.of(student), student] as const)));
  }

  async #compute(number: number, issue: number): Promise<string> {
    this.#key ??= codeKey(privateHalf(this.#secret ?? ""), this.#className);
    return codeOf(await this.#key, number, issue);
  }
}

/** The member `d` of a JSON Web Key. */
function privateHalf(secret: string): string {
  const jwk = parseIJson(secret);
  const d = typeof jwk === "object" && jwk !== null && "d" in jwk ? jwk.d : undefined;
  if (typeof d !== "string") throw new Malformed("the class's key is not a private JSON Web Key");
  return d;
}
