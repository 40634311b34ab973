/** The two bytes of a look-up that are in an index. They are too few to tell whose it is. */
export const PREFIX = "substr(lookup, 1, 2)";

/** The number of the entry that an entry corrects or erases, in SQL. Someone may have put anything in place of its text. */
export const REFERENCE = `iif(json_valid(entry), coalesce(json_extract(entry, '$.corrects'), json_extract(entry, '$.erases')), NULL)`;

/** Whether an entry may correct or erase another, in SQL. Most entries do not, and are left out of the index. */
export const REFERS = `instr(entry, '"kind":"record"') = 0`;

/** Whether an entry may enrol or revoke a key, in SQL. Nothing else in an entry's text can read so. */
export const ENROLS_OR_REVOKES = `(instr(entry, '"kind":"key"') > 0 OR instr(entry, '"kind":"revocation"') > 0)`;

/** Whether an entry commits to something, in SQL. */
export const COMMITS = `instr(entry, '"commitment":"') > 0`;

/** The first digits of an entry's commitment, in SQL: as many as tell the entries of a ledger apart. */
export const COMMITMENT = `iif(json_valid(entry), substr(json_extract(entry, '$.commitment'), 1, 16), NULL)`;
