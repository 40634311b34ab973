/** Common first names, as a guesser would try them: a real list holds all names that there are. */
export const COMMON_NAMES: readonly string[] = (
  "Maria Mohammed Anna Wei José Fatima John Olga Ahmed Yuki Alice David Sofia Ivan Aisha Peter Mary Chen Carlos Priya " +
  "James Elena Omar Emma Juan Nadia Michael Lin Sara Ali Laura Thomas Amina Paul Julia Hassan Eva Daniel Mei Robert"
).split(" ");
