/** What can be wrong with a text of a record, each as a clause that follows the field's name; beside these, it can be too long. */
export const TEXT_FAULTS = {
  empty: "must not be empty",
  surrogates: "must be well-formed Unicode, without lone surrogates",
  control: "must not contain control characters, such as line breaks or tabs",
  unassigned: "must not contain unassigned or private-use Unicode characters",
  hidden: "must not contain invisible or direction-changing characters",
  replaced: "must not contain U+FFFD, which replaces characters that were decoded with the wrong encoding",
  mark: "must not begin with a combining mark, which needs a letter before it",
  letterless: "must have a letter or a digit",
  outerSpace: "must not begin or end with white space",
  innerSpace: "must not contain white space other than single spaces",
  denormalized: "must be in Unicode NFC: a letter and its accents as one character",
} as const;

export type TextFault = keyof typeof TEXT_FAULTS;
