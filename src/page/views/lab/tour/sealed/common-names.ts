/** Common first names, such as a guesser tries first. A real attacker has far longer lists. */
export const COMMON_NAMES: readonly string[] = (
  "Maria Mohammed Anna Wei José Fatima John Olga Ahmed Yuki Alice David Sofia Ivan Aisha Peter Mary Chen Carlos Priya " +
  "James Elena Omar Emma Juan Nadia Michael Lin Sara Ali Laura Thomas Amina Paul Julia Hassan Eva Daniel Mei Robert"
).split(" ");
