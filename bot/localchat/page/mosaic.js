/** Where the photos of an album go: Telegram's arrangement, from their proportions alone. */

const WIDTH = 420;
const HEIGHT = 460;
const GAP = 3;
const NARROWEST = 96;
const ROW = 3;

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const clamp = (number, low, high) => Math.min(Math.max(number, low), high);

/** ratios: width / height each. Returns {width, height, tiles: [{x, y, width, height}]}. */
export function mosaic(ratios) {
  const shapes = ratios.map((ratio) => (ratio > 1.2 ? "w" : ratio < 0.8 ? "n" : "q")).join("");
  const tiles = arranged(ratios, shapes);
  const width = Math.max(...tiles.map((tile) => tile.x + tile.width));
  const height = Math.max(...tiles.map((tile) => tile.y + tile.height));
  return { width, height, tiles };
}

function arranged(ratios, shapes) {
  if (ratios.length === 1) return rows([clamp(ratios[0], 0.8, 3)], [1]);
  if (ratios.length === 2) return two(ratios, shapes);
  const few = ratios.length <= 4;
  if (few && ratios[0] < (ratios.length === 3 ? 1.2 : 0.95)) return oneLeft(ratios.map((ratio) => clamp(ratio, 0.5, 2)));
  const cut = ratios.map(cropped(ratios));
  return rows(cut, bestRows(cut, few ? WIDTH : WIDTH * (4 / 3)));
}

function two([first, second], shapes) {
  if (shapes === "ww" && Math.abs(first - second) < 0.4 && first + second > 2.8) return rows([first, second], [1, 1]);
  const share = shapes === "ww" || shapes === "qq" ? 0.5 : clamp(first / (first + second), 0.34, 0.66);
  const left = (WIDTH - GAP) * share;
  const right = WIDTH - GAP - left;
  const height = clamp(Math.min(left / first, right / second), 180, HEIGHT);
  return [
    { x: 0, y: 0, width: left, height },
    { x: left + GAP, y: 0, width: right, height },
  ];
}

/** A tall photo at the left, the others in a column beside it, as high as shows them all uncut. */
function oneLeft([first, ...others]) {
  const gaps = GAP * (others.length - 1);
  const flat = others.map((ratio) => 1 / ratio);
  const height = clamp((WIDTH - GAP) / (first + 1 / sum(flat)), 250, HEIGHT);
  const right = clamp((height - gaps) / sum(flat), NARROWEST * 1.3, WIDTH * 0.5);
  const left = WIDTH - GAP - right;
  let y = 0;
  const column = shared(height - gaps, flat, 76).map((high) => {
    const tile = { x: left + GAP, y, width: right, height: high };
    y += high + GAP;
    return tile;
  });
  return [{ x: 0, y: 0, width: left, height }, ...column];
}

/** Split a length by weight, no part shorter than the least. */
function shared(length, weights, least) {
  const parts = weights.map((weight) => Math.max(least, (length * weight) / sum(weights)));
  const excess = sum(parts) - length;
  const spare = sum(parts.map((part) => part - least));
  return parts.map((part) => part - (spare > 0 ? (excess * (part - least)) / spare : 0));
}

/** Extreme proportions are cut, towards wide or tall as the whole album leans. */
function cropped(ratios) {
  const wide = sum(ratios) / ratios.length > 1.1;
  return (ratio) => clamp(wide ? Math.max(1, ratio) : Math.min(1, ratio), 0.667, 1.7);
}

/** How many photos go in each row, so that the whole comes closest to the wanted height; the first ones larger. */
function bestRows(ratios, wanted) {
  const badness = (counts) => {
    const heights = rowHeights(ratios, counts);
    const total = sum(heights) + GAP * (counts.length - 1);
    const flat = Math.min(...heights) < NARROWEST ? 1.5 : 1;
    const shrinking = counts.some((count, i) => i > 0 && count < counts[i - 1]) ? 5 : 1;
    return (Math.abs(total - wanted) + 1) * flat * shrinking;
  };
  return splits(ratios.length).reduce((best, counts) => (badness(counts) < badness(best) ? counts : best));
}

/** Every way to write the count as rows of one to three. */
function splits(count) {
  if (count === 0) return [[]];
  const first = Array.from({ length: Math.min(ROW, count) }, (_, i) => i + 1);
  return first.flatMap((row) => splits(count - row).map((rest) => [row, ...rest]));
}

function rowHeights(ratios, counts) {
  let start = 0;
  return counts.map((count) => {
    const row = ratios.slice(start, (start += count));
    return (WIDTH - GAP * (count - 1)) / sum(row);
  });
}

function rows(ratios, counts) {
  const heights = rowHeights(ratios, counts);
  const tiles = [];
  let y = 0;
  for (const [i, count] of counts.entries()) {
    const row = ratios.slice(tiles.length, tiles.length + count);
    const widths = shared(WIDTH - GAP * (count - 1), row, NARROWEST);
    let x = 0;
    for (const width of widths) {
      tiles.push({ x, y, width, height: heights[i] });
      x += width + GAP;
    }
    y += heights[i] + GAP;
  }
  return tiles;
}
