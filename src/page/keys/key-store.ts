/**
 * What this browser keeps about keys, in IndexedDB: the only storage that holds a private key which nobody can export
 * (Web Cryptography API, section 13). It belongs to the page's origin, and ends with the browser's data.
 */
import type { Seen } from "../../chain/sealed/entry.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import type { EnrolmentBody } from "../../client/signing/enrolment.ts";

const DATABASE = "patient-ledger";

/** A person's key, and what the person has asked a registrar with it. */
export interface KeptKey {
  readonly key: AuthorKey;
  /** The enrolments that wait for an endorsement, by the hashes of the ledgers' genesis blocks. */
  readonly requests: Readonly<Record<string, EnrolmentBody>>;
}

/** A ledger as it was when this browser checked it last. */
export interface KnownLedger {
  /** The hash of its genesis. */
  readonly genesis: string;
  /** The newest block that was checked. */
  readonly seen: Seen;
}

/** The object stores: keys by person, ledgers by name. */
interface Stores {
  readonly keys: KeptKey;
  readonly ledgers: KnownLedger;
}

/** @throws DOMException if the browser has no storage for the page, say in a private window */
export async function read<Name extends keyof Stores>(store: Name, key: string): Promise<Stores[Name] | undefined> {
  return run<Stores[Name] | undefined>(store, "readonly", (objects) => objects.get(key));
}

/** @throws DOMException if the browser cannot store it */
export async function write<Name extends keyof Stores>(store: Name, key: string, value: Stores[Name]): Promise<void> {
  await run(store, "readwrite", (objects) => objects.put(value, key));
}

/**
 * Stores a value unless there is one, which another tab may have stored just now.
 *
 * @returns the value that is stored
 * @throws DOMException if the browser cannot store it
 */
export async function writeNew<Name extends keyof Stores>(
  store: Name,
  key: string,
  value: Stores[Name],
): Promise<Stores[Name]> {
  try {
    await run(store, "readwrite", (objects) => objects.add(value, key));
    return value;
  } catch (error) {
    const present = await read(store, key);
    if (present) return present;
    throw error;
  }
}

/** @throws DOMException if the browser has no storage for the page */
export async function remove(store: keyof Stores, key: string): Promise<void> {
  await run(store, "readwrite", (objects) => objects.delete(key));
}

/** Runs one request in a transaction of its own, and waits until it is durable. */
async function run<Result>(
  store: keyof Stores,
  mode: IDBTransactionMode,
  ask: (objects: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  const database = await open();
  try {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const asked = ask(transaction.objectStore(store)) as IDBRequest<Result>;
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () =>
        reject(transaction.error ?? new Error("the transaction was aborted")),
      );
    });
    return asked.result;
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  return new Promise((resolve, reject) => {
    request.addEventListener("upgradeneeded", () => {
      for (const store of ["keys", "ledgers"]) request.result.createObjectStore(store);
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the storage cannot be opened")));
  });
}
