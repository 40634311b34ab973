import { Refusal } from "../../client/client.ts";
import { invoked, named } from "../invoked.ts";

/** A key that a command uses, as its messages name it. */
export interface KeyInUse {
  /** The file that holds the key; `undefined` if the command was given none. */
  readonly file: string | undefined;
  readonly thumbprint: string | undefined;
  /** The ledger's address. */
  readonly url: string | undefined;
}

/** What to do about each refusal that has to do with a key. A ledger's own reasons speak of routes and members. */
const ADVICE: Readonly<Record<string, (key: KeyInUse) => string>> = {
  "key-not-enrolled": (key) =>
    `The ledger has not enrolled ${nameOf(key)}. Enrol it: ${invoked("author-key")} --url ${key.url} --key ${key.file}`,
  "key-revoked": (key) =>
    `The ledger has revoked ${nameOf(key)}, so it signs nothing new. Make and enrol another: ` +
    `${invoked("author-key")} --url ${key.url} --key NEW_FILE`,
  "key-conflict": (key) =>
    `The ledger has enrolled ${nameOf(key)} for another subject already, or its subject was erased. A key belongs to one ` +
    "subject alone: give the name of a new file as --key.",
  "subject-not-allowed": () =>
    "The key is to be enrolled for another subject than your token's, which takes a token with the scope key:enrol-others. If " +
    "it is your own key, leave out --subject.",
  "signature-refused": (key) =>
    `The ledger does not accept the signature of ${nameOf(key)}, although it is right for the genesis that it serves. ` +
    "Tell its operator.",
  "signature-required": () =>
    `This ledger takes only signed records: give --author-key FILE. ${named("author-key")} makes a key and enrols it.`,
};

/**
 * Explains why a ledger refused something that has to do with a key, and what to do in terms of the commands.
 *
 * @param error why the command fails
 * @returns the explanation, or `error` if it is about something else
 */
export function adviceOnKey(error: unknown, key: KeyInUse): unknown {
  if (!(error instanceof Refusal) || !Object.hasOwn(ADVICE, error.problem)) return error;
  return new Error(`${error.status}: ${ADVICE[error.problem]?.(key)}`, { cause: error });
}

function nameOf({ file, thumbprint }: KeyInUse): string {
  const isIn = file === undefined ? "" : ` in ${file}`;
  return `the key${isIn}${thumbprint === undefined ? "" : ` (${thumbprint})`}`;
}
