import './webassembly.ts';
import { assemble } from './assemble.ts';

/*
 * The inner loops of tree growing, in WebAssembly: with its 128-bit arithmetic one instruction adds a gradient and a
 * hessian, which makes them four times as fast as the same loops in JavaScript, and threads can share its memory.
 *
 * All numbers named below are addresses in bytes. Sums are pairs (gradient, hessian) of doubles, 16 bytes. Columns come
 * in blocks of four, each described by eight 32-bit words, see COLUMN.
 */

/** Byte offsets of the words that describe a column. */
export const COLUMN = {
  /** Position of the column in the matrix. */
  index: 0,
  /** Its codes, one per row of the matrix. */
  codes: 4,
  /** Where its sums begin in a histogram, and how many bytes they take: one pair per bin and one for missing rows. */
  sums: 8,
  bytes: 12,
  bins: 16,
  /** 1 where the column has missing values. */
  hasMissing: 20,
  /** Bit 0: the left node (or the root) may be split by it; bit 1: the right node may. */
  wanted: 24,
  size: 32,
} as const;

export const COLUMNS_PER_BLOCK = 4;

/** Byte offsets in the description of a node that is examined: what it is, in doubles, and its best split so far. */
export const NODE = {
  gradient: 0,
  hessian: 8,
  /** Least and most hessian that the passed side may have. */
  minWeight: 16,
  maxWeight: 24,
  scoreBefore: 32,
  lambda: 40,
  alpha: 48,
  maxDeltaStep: 56,
  /** See $weigh: W = H + 2λ, G / W, G² / W, and the bar of the best gain so far. */
  W: 64,
  mean: 72,
  parentTerm: 80,
  bar: 88,
  /** The best split: its gain, the sums of the bins passed, then three 32-bit words. */
  bestGain: 96,
  bestGradient: 104,
  bestHessian: 112,
  /** Position of its column, −1 for none; its bin; 16 when bins were passed from the left, −16 from the right. */
  bestColumn: 120,
  bestBin: 124,
  bestStep: 128,
  size: 144,
} as const;

/** A missing side lighter than this holds no rows, only what rounding left. XGBoost's `kRtEps`. */
export const SMALLEST = 1e-6;

/** Keeps rounding out of the comparison that only decides whether an exact one is needed. */
export const ALMOST_ONE = 1 - 1e-6;

/** Adds the sums of a row to its bin in one column of the block. */
const addRow = (codeBytes: 1 | 2, column: number) => `
  (local.set $at (i32.add (local.get $sums${column})
    (i32.shl ${code(codeBytes, `(local.get $codes${column})`, '(local.get $row)')} (i32.const 4))))
  (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at)) (local.get $pair)))`;

function code(codeBytes: 1 | 2, codes: string, row: string): string {
  return codeBytes === 1
    ? `(i32.load8_u (i32.add ${codes} ${row}))`
    : `(i32.load16_u (i32.add ${codes} (i32.shl ${row} (i32.const 1))))`;
}

const columnWord = (column: number, word: number) =>
  `(i32.load offset=${column * COLUMN.size + word} (local.get $columns))`;

const ofNode = (field: number) => `(f64.load offset=${field} (local.get $node))`;

/** Rounded to float32, as XGBoost computes scores: the same ties must come out on both sides. */
const float = (value: string) => `(f64.promote_f32 (f32.demote_f64 ${value}))`;

const text = (codeBytes: 1 | 2) => `
;; Fills the histogram of the four columns at $columns from the rows (32-bit numbers) at $rows, up to $end, with their
;; sums at $pairs. Rows are added in order: the result does not depend on who computes it.
(func $count (export "count")
  (param $columns i32) (param $histogram i32) (param $rows i32) (param $pairs i32) (param $end i32)
  (local $codes0 i32) (local $codes1 i32) (local $codes2 i32) (local $codes3 i32)
  (local $sums0 i32) (local $sums1 i32) (local $sums2 i32) (local $sums3 i32)
  (local $row i32) (local $at i32) (local $pair v128)
  ${[0, 1, 2, 3]
    .map(
      (i) => `
  (local.set $codes${i} ${columnWord(i, COLUMN.codes)})
  (local.set $sums${i} (i32.add (local.get $histogram) ${columnWord(i, COLUMN.sums)}))`,
    )
    .join('')}
  (memory.fill (local.get $sums0) (i32.const 0)
    (i32.sub (i32.add (local.get $sums3) ${columnWord(3, COLUMN.bytes)}) (local.get $sums0)))
  (block $done
    (loop $next
      (br_if $done (i32.eq (local.get $rows) (local.get $end)))
      (local.set $row (i32.load (local.get $rows)))
      (local.set $pair (v128.load (local.get $pairs)))
      ${[0, 1, 2, 3].map((i) => addRow(codeBytes, i)).join('')}
      (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
      (local.set $pairs (i32.add (local.get $pairs) (i32.const 16)))
      (br $next))))

;; parent − child for the four columns, in the parent's place: the sibling's histogram without touching its rows.
(func $subtract (export "subtract") (param $columns i32) (param $parent i32) (param $child i32)
  (local $end i32)
  (local.set $end (i32.add (local.get $parent)
    (i32.add ${columnWord(3, COLUMN.sums)} ${columnWord(3, COLUMN.bytes)})))
  (local.set $child (i32.add (local.get $child) ${columnWord(0, COLUMN.sums)}))
  (local.set $parent (i32.add (local.get $parent) ${columnWord(0, COLUMN.sums)}))
  (loop $next
    (v128.store (local.get $parent) (f64x2.sub (v128.load (local.get $parent)) (v128.load (local.get $child))))
    (local.set $child (i32.add (local.get $child) (i32.const 16)))
    (local.set $parent (i32.add (local.get $parent) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $parent) (local.get $end)))))

;; Examines the cuts of those of the four columns that have one of the bits $bit. From the left (step 16) the bins passed
;; go left, all else right, missing rows included; from the right (step −16) it is the other way round. With nothing
;; missing both say the same, and after the last bin nothing is left over.
(func $examine (export "examine") (param $columns i32) (param $histogram i32) (param $bit i32) (param $node i32)
  (local $block i32) (local $first i32) (local $bins i32)
  (local.set $block (i32.add (local.get $columns) (i32.const ${COLUMNS_PER_BLOCK * COLUMN.size})))
  (loop $next
    (if (i32.and ${columnWord(0, COLUMN.wanted)} (local.get $bit)) (then
      (local.set $first (i32.add (local.get $histogram) ${columnWord(0, COLUMN.sums)}))
      (local.set $bins ${columnWord(0, COLUMN.bins)})
      (if (i32.and ${columnWord(0, COLUMN.hasMissing)}
            (f64.gt
              (f64.load offset=8 (i32.add (local.get $first) (i32.shl (local.get $bins) (i32.const 4))))
              (f64.const ${SMALLEST})))
        (then
          (call $scan (local.get $columns) (local.get $first) (local.get $first) (i32.const 16) (local.get $bins)
            (local.get $node))
          (call $scan (local.get $columns) (local.get $first)
            (i32.add (local.get $first) (i32.shl (i32.sub (local.get $bins) (i32.const 1)) (i32.const 4)))
            (i32.const -16) (local.get $bins) (local.get $node)))
        (else
          (call $scan (local.get $columns) (local.get $first) (local.get $first) (i32.const 16)
            (i32.sub (local.get $bins) (i32.const 1)) (local.get $node))))))
    (local.set $columns (i32.add (local.get $columns) (i32.const ${COLUMN.size})))
    (br_if $next (i32.lt_u (local.get $columns) (local.get $block)))))

;; Nearly every cut loses, and most can be told without a division. With w = h + λ, W = H + 2λ and u = g − wG/W, the
;; scores of both sides add up to G²/W + W u² / (w (W − w)) if alpha and max_delta_step are 0, and to less if not; so they
;; beat a score only if u² reaches a multiple of w (W − w): the bar. Two cuts at a time.
(func $scan (param $column i32) (param $first i32) (param $at i32) (param $step i32) (param $count i32) (param $node i32)
  (local $sums v128) (local $next v128) (local $w v128) (local $u v128)
  (local $lambda v128) (local $mean v128) (local $W v128) (local $bar v128)
  (local.set $lambda (f64x2.splat ${ofNode(NODE.lambda)}))
  (local.set $mean (f64x2.splat ${ofNode(NODE.mean)}))
  (local.set $W (f64x2.splat ${ofNode(NODE.W)}))
  (local.set $bar (f64x2.splat ${ofNode(NODE.bar)}))
  (block $done
    (loop $pair
      (br_if $done (i32.lt_s (local.get $count) (i32.const 2)))
      (local.set $sums (f64x2.add (local.get $next) (v128.load (local.get $at))))
      (local.set $next
        (f64x2.add (local.get $sums) (v128.load (i32.add (local.get $at) (local.get $step)))))
      (local.set $w (f64x2.add (local.get $lambda)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $sums) (local.get $next))))
      (local.set $u (f64x2.sub
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $sums) (local.get $next))
        (f64x2.mul (local.get $w) (local.get $mean))))
      (if (i32.eqz (i64x2.all_true (f64x2.lt
            (f64x2.mul (local.get $u) (local.get $u))
            (f64x2.mul (f64x2.mul (local.get $bar) (local.get $w)) (f64x2.sub (local.get $W) (local.get $w))))))
        (then
          (call $weigh (local.get $column) (local.get $first) (local.get $at) (local.get $step) (local.get $sums)
            (local.get $node))
          (call $weigh (local.get $column) (local.get $first) (i32.add (local.get $at) (local.get $step))
            (local.get $step) (local.get $next) (local.get $node))
          (local.set $bar (f64x2.splat ${ofNode(NODE.bar)}))))
      (local.set $at (i32.add (local.get $at) (i32.add (local.get $step) (local.get $step))))
      (local.set $count (i32.sub (local.get $count) (i32.const 2)))
      (br $pair)))
  (if (i32.eq (local.get $count) (i32.const 1)) (then
    (call $weigh (local.get $column) (local.get $first) (local.get $at) (local.get $step)
      (f64x2.add (local.get $next) (v128.load (local.get $at))) (local.get $node)))))

;; Makes a cut the best one of the node if both sides weigh enough and its gain, in float32, is larger.
(func $weigh (param $column i32) (param $first i32) (param $at i32) (param $step i32) (param $sums v128) (param $node i32)
  (local $g f64) (local $h f64) (local $gain f64)
  (local.set $g (f64x2.extract_lane 0 (local.get $sums)))
  (local.set $h (f64x2.extract_lane 1 (local.get $sums)))
  (if (f64.lt (local.get $h) ${ofNode(NODE.minWeight)}) (then (return)))
  (if (f64.gt (local.get $h) ${ofNode(NODE.maxWeight)}) (then (return)))
  (local.set $gain ${float(`(f64.sub
    ${float(`(f64.add
      (call $score (local.get $g) (local.get $h) (local.get $node))
      (call $score (f64.sub ${ofNode(NODE.gradient)} (local.get $g)) (f64.sub ${ofNode(NODE.hessian)} (local.get $h))
        (local.get $node)))`)}
    ${ofNode(NODE.scoreBefore)})`)})
  (if (f64.gt (local.get $gain) ${ofNode(NODE.bestGain)}) (then
    (f64.store offset=${NODE.bestGain} (local.get $node) (local.get $gain))
    (f64.store offset=${NODE.bestGradient} (local.get $node) (local.get $g))
    (f64.store offset=${NODE.bestHessian} (local.get $node) (local.get $h))
    (i32.store offset=${NODE.bestColumn} (local.get $node) (i32.load offset=${COLUMN.index} (local.get $column)))
    (i32.store offset=${NODE.bestBin} (local.get $node) (i32.sub (local.get $at) (local.get $first)))
    (i32.store offset=${NODE.bestStep} (local.get $node) (local.get $step))
    (f64.store offset=${NODE.bar} (local.get $node) (f64.div
      (f64.sub
        (f64.mul (f64.add ${ofNode(NODE.scoreBefore)} (local.get $gain)) (f64.const ${ALMOST_ONE}))
        ${ofNode(NODE.parentTerm)})
      ${ofNode(NODE.W)})))))

;; gain.ts, nodeScore.
(func $score (param $g f64) (param $h f64) (param $node i32) (result f64)
  (local $t f64) (local $damped f64) (local $w f64)
  (local.set $t (f64.max (f64.sub (f64.abs (local.get $g)) ${ofNode(NODE.alpha)}) (f64.const 0)))
  (local.set $damped (f64.add (local.get $h) ${ofNode(NODE.lambda)}))
  (if (f64.gt ${ofNode(NODE.maxDeltaStep)} (f64.const 0)) (then
    (local.set $w ${float(`(f64.min (f64.div (local.get $t) (local.get $damped)) ${ofNode(NODE.maxDeltaStep)})`)})
    (return ${float(`(f64.sub
      ${float(`(f64.mul (f64.mul (f64.const 2) ${float('(f64.abs (local.get $g))')}) (local.get $w))`)}
      ${float(`(f64.mul
        ${float(`(f64.add ${float('(local.get $h)')} ${ofNode(NODE.lambda)})`)}
        ${float('(f64.mul (local.get $w) (local.get $w))')})`)})`)})))
  ${float(`(f64.div ${float('(f64.mul (local.get $t) (local.get $t))')} ${float('(local.get $damped)')})`)})

;; Reorders the rows at $rows, up to $end, and their sums at $pairs, so that those going left come first, and answers
;; where the right ones begin. Both sides keep their order. The right side waits at $spareRows and $sparePairs meanwhile.
(func $partition (export "partition")
  (param $codes i32) (param $lastLeft i32) (param $missing i32) (param $missingLeft i32)
  (param $rows i32) (param $pairs i32) (param $end i32) (param $spareRows i32) (param $sparePairs i32) (result i32)
  (local $row i32) (local $code i32) (local $pair v128) (local $goesLeft i32)
  (local $left i32) (local $leftPairs i32) (local $right i32) (local $rightPairs i32)
  (local.set $left (local.get $rows))
  (local.set $leftPairs (local.get $pairs))
  (local.set $right (local.get $spareRows))
  (local.set $rightPairs (local.get $sparePairs))
  (block $done
    (loop $next
      (br_if $done (i32.eq (local.get $rows) (local.get $end)))
      (local.set $row (i32.load (local.get $rows)))
      (local.set $pair (v128.load (local.get $pairs)))
      (local.set $code ${code(codeBytes, '(local.get $codes)', '(local.get $row)')})
      (if (i32.eq (local.get $code) (local.get $missing))
        (then (local.set $goesLeft (local.get $missingLeft)))
        (else (local.set $goesLeft (i32.le_s (local.get $code) (local.get $lastLeft)))))
      (if (local.get $goesLeft)
        (then
          (i32.store (local.get $left) (local.get $row))
          (v128.store (local.get $leftPairs) (local.get $pair))
          (local.set $left (i32.add (local.get $left) (i32.const 4)))
          (local.set $leftPairs (i32.add (local.get $leftPairs) (i32.const 16))))
        (else
          (i32.store (local.get $right) (local.get $row))
          (v128.store (local.get $rightPairs) (local.get $pair))
          (local.set $right (i32.add (local.get $right) (i32.const 4)))
          (local.set $rightPairs (i32.add (local.get $rightPairs) (i32.const 16)))))
      (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
      (local.set $pairs (i32.add (local.get $pairs) (i32.const 16)))
      (br $next)))
  (memory.copy (local.get $left) (local.get $spareRows) (i32.sub (local.get $right) (local.get $spareRows)))
  (memory.copy (local.get $leftPairs) (local.get $sparePairs)
    (i32.sub (local.get $rightPairs) (local.get $sparePairs)))
  (local.get $left))
`;

/** The functions of the text above; all parameters are 32-bit integers. */
export type Kernels = {
  readonly count: (columns: number, histogram: number, rows: number, pairs: number, end: number) => void;
  readonly subtract: (columns: number, parent: number, child: number) => void;
  readonly examine: (columns: number, histogram: number, bit: number, node: number) => void;
  readonly partition: (
    codes: number,
    lastLeft: number,
    missing: number,
    missingLeft: number,
    rows: number,
    pairs: number,
    end: number,
    spareRows: number,
    sparePairs: number,
  ) => number;
};

const modules = new Map<number, WebAssembly.Module>();

/** The kernels over a memory, for codes of one or two bytes. Compiled once per thread. */
export function kernelsOn(memory: WebAssembly.Memory, codeBytes: 1 | 2): Kernels {
  const module = modules.get(codeBytes) ?? new WebAssembly.Module(assemble(text(codeBytes)));
  modules.set(codeBytes, module);
  const { count, subtract, examine, partition } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  return { count, subtract, examine, partition };
}
