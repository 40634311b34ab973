import { parseJson, type Spelling } from "../../chain/text/json.ts";
import { exactNumber } from "../../chain/text/json-number.ts";

/**
 * Leaves the refusal of numbers and strings to the schemas, since they can name the field. A number that is not exactly
 * a double becomes NaN, which no schema accepts. No schema accepts ill-formed text either.
 */
const FOR_SCHEMAS: Spelling = {
  number: (literal) => exactNumber(literal) ?? Number.NaN,
  string: (text) => text,
};

/**
 * Reads a body as JSON for a schema to check.
 *
 * @throws JsonFault if the text is not JSON, has a duplicate name in an object, or is nested too deeply
 */
export function parseJsonBody(text: string): unknown {
  return parseJson(text, FOR_SCHEMAS);
}
