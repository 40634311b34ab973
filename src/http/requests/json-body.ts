import { parseJson, type Spelling } from "../../chain/json.ts";
import { exactNumber } from "../../chain/json-number.ts";

/**
 * Leaves it to the schemas to refuse numbers and strings, since they can name the field: what is not exactly a double
 * becomes NaN, which none takes, and none takes text that is not well-formed.
 */
const FOR_SCHEMAS: Spelling = {
  number: (literal) => exactNumber(literal) ?? Number.NaN,
  string: (text) => text,
};

/**
 * Reads a body as JSON for a schema to check.
 *
 * @throws JsonFault when the text is not JSON, has a name twice in one object, or is nested too deep
 */
export function parseJsonBody(text: string): unknown {
  return parseJson(text, FOR_SCHEMAS);
}
