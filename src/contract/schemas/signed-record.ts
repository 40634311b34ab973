import * as z from "zod";
import { Malformed } from "../../chain/text/malformed.ts";
import type { PatientRecord } from "../../chain/records/record.ts";
import { fieldFault } from "../../chain/records/record-text.ts";
import type { Authorship } from "../../chain/sealed/entry.ts";
import { FIELD_NAMES, parseDisclosure } from "../../evidence/receipts/disclosures.ts";
import { authorship } from "./authorship.ts";

/** A record that its author salted and signed, with the fields that its disclosures hold. */
interface OpenedSignedRecord extends PatientRecord {
  readonly signed: Authorship & { readonly disclosures: readonly string[] };
}

/**
 * The disclosures of fields in a request (RFC 9901, section 4.2.1).
 *
 * @param names the fields that must be disclosed, each once, in any order
 * @param example for the API description
 */
export const disclosuresOf = (names: readonly string[], example: string) => {
  const message = `must be a list with the disclosure of ${listed(names)}, each once`;
  return z
    .array(z.string({ error: "must be text" }).meta({ example }), {
      error: ({ input }) => (input === undefined ? "is missing" : message),
    })
    .length(names.length, message)
    .meta({
      description: `The disclosure of ${listed(names)} (RFC 9901, section 4.2.1), with a salt of 128 random bits or more in each.`,
    });
};

/**
 * Opens the disclosures of exactly these fields, as part of a schema's transformation.
 *
 * @param faultOf what is wrong with the text of a field, as a clause; `undefined` if nothing
 * @param context gets an issue for whatever is wrong, which quotes nothing
 * @returns the texts by name; `undefined` if anything is wrong
 */
export function openFields<Name extends string>(
  disclosures: readonly string[],
  names: readonly Name[],
  faultOf: (name: Name, text: string) => string | undefined,
  context: z.RefinementCtx,
): Readonly<Record<Name, string>> | undefined {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message, input: undefined });
  const texts = new Map<string, string>();
  for (const [place, disclosure] of disclosures.entries()) {
    try {
      const { name, value } = parseDisclosure(disclosure);
      texts.set(name, value);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      refuse(["disclosures", place], `cannot be read: ${error.message}`);
      return undefined;
    }
  }
  if (texts.size !== names.length || !names.every((name) => texts.has(name))) {
    refuse(["disclosures"], `must disclose ${listed(names)}, each once`);
    return undefined;
  }
  const opened = Object.fromEntries(texts) as Record<Name, string>;
  const faults = names.flatMap((name) => {
    const fault = faultOf(name, opened[name]);
    return fault === undefined ? [] : [[name, fault] as const];
  });
  for (const [name, fault] of faults) refuse([name], fault);
  return faults.length === 0 ? opened : undefined;
}

/** `["lklxF5jMYlGTPUovMNIvCA","patient_ID","P-1001"]` */
const EXAMPLE = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwicGF0aWVudF9JRCIsIlAtMTAwMSJd";

export const signedRecordSchema = z
  .strictObject({ disclosures: disclosuresOf(FIELD_NAMES, EXAMPLE), ...authorship })
  .transform((signed, context): OpenedSignedRecord => {
    const record = openFields(signed.disclosures, FIELD_NAMES, fieldFault, context);
    return record ? { ...record, signed } : z.NEVER;
  })
  .meta({
    id: "SignedRecord",
    description:
      "On a sealed ledger: a patient's record that its author salted and signed. The entry that is signed has the " +
      "commitment to the disclosures. The fields keep to the same rules as those of a record that is not signed.",
  });

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
