import type { SealedBlock } from "../../../src/chain/sealed/header.ts";

/** The program that the guide on signed records prints. Rejects if a signature does not verify. */
export declare function verifySignatures(chain: readonly SealedBlock[]): Promise<number>;
