/** The longest that a class lasts, in milliseconds. */
export const LONGEST_CLASS = 7 * 24 * 60 * 60 * 1000;

/** The longest name that a student can have in a class, in UTF-16 code units. */
export const LONGEST_NAME = 80;
