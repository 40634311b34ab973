/**
 * What marks a text that stays English in every language: answers of the ledger, sentences of reports, and the names of rules. A
 * screen reader then pronounces it as English, and its full stop stays behind it where the text around goes from right to left.
 */
export const IN_ENGLISH = { lang: "en", dir: "ltr" } as const;
