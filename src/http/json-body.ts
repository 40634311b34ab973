import { parseJson, type Spelling } from "../chain/json.ts";
import { exactNumber } from "../chain/json-number.ts";

/** A number in a body that is not written as its plain decimal text: `533.0`, `5.33e2`, `-0`, or too long for a double. */
export class SpelledNumber {
  /** The double that it is exactly, or nothing. */
  readonly value: number | undefined;

  constructor(literal: string) {
    this.value = exactNumber(literal);
  }
}

/**
 * Leaves it to the schemas to refuse odd numbers and lone surrogates, since they can name the field: none takes a
 * {@link SpelledNumber} for text or an identifier, nor one without a value, nor text that is not well-formed.
 */
const FOR_SCHEMAS: Spelling = {
  number(literal) {
    const number = exactNumber(literal);
    return number !== undefined && String(number) === literal ? number : new SpelledNumber(literal);
  },
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

/** A number for a schema that does not mind how it is spelled; everything else as it is. */
export function plainNumber(value: unknown): unknown {
  return value instanceof SpelledNumber ? (value.value ?? value) : value;
}
