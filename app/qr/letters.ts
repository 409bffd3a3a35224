/** A letter is five pixels wide and seven high: two hexadecimal digits for each row, whose highest of five bits is the leftmost pixel. */
const LETTERS: Readonly<Record<string, string>> = {
  "0": "0E11131519110E", "1": "040C040404040E", "2": "0E11010204081F", "3": "1F02040201110E", "4": "02060A121F0202", "5": "1F101E0101110E", "6": "0608101E11110E", "7": "1F010204080808", "8": "0E11110E11110E", "9": "0E11110F01020C",
  A: "0E1111111F1111", B: "1E11111E11111E", C: "0E11101010110E", D: "1C12111111121C", E: "1F10101E10101F", F: "1F10101E101010", G: "0E11101711110F", H: "1111111F111111", I: "0E04040404040E", J: "0702020202120C", K: "11121418141211", L: "1010101010101F", M: "111B1515111111",
  N: "11111915131111", O: "0E11111111110E", P: "1E11111E101010", Q: "0E11111115120D", R: "1E11111E141211", S: "0F10100E01011E", T: "1F040404040404", U: "1111111111110E", V: "11111111110A04", W: "1111111515150A", X: "11110A040A1111", Y: "1111110A040404", Z: "1F01020408101F",
  ".": "00000000000C0C", " ": "00000000000000",
};
const WIDTH = 5;
const HEIGHT = 7;

/** Rows of 1 for dark and 0 for light, for an image, which has no font; null where it holds what we have no letter for. Amounts and their symbols are made of these. */
export function lettersOf(text: string): readonly (readonly number[])[] | null {
  const letters = [...text].map((sign) => LETTERS[sign]);
  if (letters.length === 0 || letters.includes(undefined)) return null;
  return Array.from({ length: HEIGHT }, (_, y) => letters.flatMap((letter = "") => [...pixelsOf(Number.parseInt(letter.slice(2 * y, 2 * y + 2), 16)), 0]).slice(0, -1));
}

const pixelsOf = (row: number): readonly number[] => Array.from({ length: WIDTH }, (_, x) => (row >> (WIDTH - 1 - x)) & 1);
