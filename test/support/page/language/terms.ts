/** What stands in every language as it does in English: what a reader types, compares with JSON, or looks up by its name. */
const TERMS: readonly RegExp[] = [
  // Commands, addresses and files
  /npm run (?:class|dev|follow)|--log reads|https?:\/\/(?:localhost)?|\bhttps\b|localhost|#\/main\/blocks(?:\/1)?|\/reads\/vkey|\bverify\b/g,
  // Routes and what they answer
  /GET \/get_chain|is_valid(?:\?since=)?|previous_hash|merkle_root|\bproof\b|"?genesis"?, ledger|\bgenesis\b/g,
  // Puzzles, scopes and settings
  /\bsquares\b|block-hash|record:read|ledger:create|key:(?:revoke|enrol)|LEDGER_SIGNING_KEY|OIDC_(?:ISSUER|SCOPE|RESOURCE)/g,
  // Standards and technologies
  /SHA-256|Unicode(?: NFC)?|U\+FFFD|HTTPS?|JSON|NDJSON|HTML|UTF-8|UTC|RFC 8785|API|JWT|Bearer|WebAssembly|crypto\.subtle|base64url|Bitcoin|Ethereum/g,
  // The nodes of the simulated network, and units of power and energy
  /\b[A-E]\b|\bW\b|(?<![A-Za-z])[a-zμ]?J\b/gi,
  // Names
  /patient-ledger|Mallory|Rosenfeld|K7QM-2FXP|«?ey»?|Access/g,
  // Papers, with their authors
  /[A-Z][a-z]+(?:, [A-Z][a-z]+)* \S+ [A-Z][a-z]+(?=, (?:Quantifying|SoK|2021)|،| \(Decentralized)|Quantifying Decentralization/g,
  /SoK: Blockchain Decentralization|arXiv:\d+\.\d+|IEEE Network|Endex|(?:Chen|Albshri) et al\./g,
  /Decentralized Mining in Centralized Pools|Review of Financial Studies/g,
  // Formulas
  /1\/n|log₂ n|\bn\b/g,
  // What `Intl` writes, since it writes English in Node.js
  /\bJan(?:uary)? 1, \d+|\d (?:s|ms)\b|(?<=\d),? and (?=\d)|(?<=\d)T\b|\/s\b/g,
];

/** The words that a language takes from English as they are, beside the terms. */
const LOANS: Readonly<Record<string, RegExp>> = {
  es: /\b(?:hash|hashes|bits|token|mempool)\b/gi,
  hi: /\b(?:ID|hash|origin|issuer|discovery|access token)\b/g,
  ar: /\b(?:hash|ledger|nonce|discovery)\b/g,
};

/** A text in a language without what may stand in it as in English. */
export function withoutTerms(language: string, text: string): string {
  return [...TERMS, LOANS[language] ?? /(?!)/g].reduce((rest, term) => rest.replaceAll(term, " "), text);
}
