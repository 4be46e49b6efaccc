/*
 * An assembler for as much of WebAssembly's text format as kernels.ts is written in: functions of folded instructions
 * over one imported shared memory. Any other tool that reads the format reads that text too.
 * Source: WebAssembly Core Specification 2.0, chapters 5 (binary format) and 6 (text format).
 */

type Expression = string | readonly Expression[];

const VALUE_TYPES: Readonly<Record<string, number>> = { i32: 0x7f, f64: 0x7c, v128: 0x7b };

/** Instructions without immediates. */
const PLAIN: Readonly<Record<string, readonly number[]>> = {
  return: [0x0f],
  'i32.eqz': [0x45],
  'i32.eq': [0x46],
  'i32.lt_s': [0x48],
  'i32.lt_u': [0x49],
  'i32.le_s': [0x4c],
  'f64.lt': [0x63],
  'f64.gt': [0x64],
  'i32.add': [0x6a],
  'i32.sub': [0x6b],
  'i32.and': [0x71],
  'i32.shl': [0x74],
  'f64.abs': [0x99],
  'f64.add': [0xa0],
  'f64.sub': [0xa1],
  'f64.mul': [0xa2],
  'f64.div': [0xa3],
  'f64.min': [0xa4],
  'f64.max': [0xa5],
  'f64.copysign': [0xa6],
  'f32.demote_f64': [0xb6],
  'f64.promote_f32': [0xbb],
  'memory.copy': [0xfc, 0x0a, 0, 0],
  'memory.fill': [0xfc, 0x0b, 0],
  'f64x2.splat': [0xfd, 0x14],
  'f64x2.lt': [0xfd, 0x49],
  'i64x2.all_true': [0xfd, 0xc3, 0x01],
  'f64x2.add': [0xfd, 0xf0, 0x01],
  'f64x2.sub': [0xfd, 0xf1, 0x01],
  'f64x2.mul': [0xfd, 0xf2, 0x01],
};

/** Loads and stores, with the binary logarithm of their natural alignment. */
const MEMORY: Readonly<Record<string, readonly [code: readonly number[], alignment: number]>> = {
  'i32.load': [[0x28], 2],
  'f64.load': [[0x2b], 3],
  'i32.load8_u': [[0x2d], 0],
  'i32.load16_u': [[0x2f], 1],
  'i32.store': [[0x36], 2],
  'f64.store': [[0x39], 3],
  'v128.load': [[0xfd, 0x00], 4],
  'v128.store': [[0xfd, 0x0b], 4],
};

/** Instructions with lane numbers as immediates, and how many. */
const LANES: Readonly<Record<string, readonly [code: readonly number[], lanes: number]>> = {
  'i8x16.shuffle': [[0xfd, 0x0d], 16],
  'f64x2.extract_lane': [[0xfd, 0x21], 1],
};

/** The module that the text describes, in WebAssembly's binary format. Its memory is imported as `env.memory`. */
export function assemble(text: string): Uint8Array<ArrayBuffer> {
  const functions = parse(text).map(readFunction);
  const indexes = new Map(functions.map(({ name }, i) => [name, i]));
  const exported = functions.flatMap(({ exportName }, i) =>
    exportName === undefined ? [] : [[...bytesOfName(exportName), 0x00, ...unsigned(i)]],
  );
  const types = functions.map(({ params, results }) => [0x60, ...vector(params), ...vector(results)]);
  const bodies = functions.map((entry) => {
    const body = [...vector(entry.locals.map((type) => [1, ...type])), ...emitFunction(entry, indexes), END];
    return [...unsigned(body.length), ...body];
  });
  const memory = [...bytesOfName('env'), ...bytesOfName('memory'), 0x02, 0x03, ...unsigned(1), ...unsigned(65536)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(2, [memory]),
    ...section(
      3,
      functions.map((_, i) => unsigned(i)),
    ),
    ...section(7, exported),
    ...section(10, bodies),
  ]);
}

const END = 0x0b;
const NO_RESULT = 0x40;

type FunctionText = {
  readonly name: string;
  readonly exportName: string | undefined;
  readonly params: number[][];
  readonly results: number[][];
  readonly locals: number[][];
  /** Position of every parameter and local. */
  readonly variables: ReadonlyMap<string, number>;
  readonly body: readonly Expression[];
};

function readFunction(expression: Expression): FunctionText {
  const [keyword, name, ...rest] = listOf(expression);
  if (keyword !== 'func') throw new SyntaxError(`wasm text: expected a func, got ${show(keyword)}`);
  const declarations: Readonly<Record<string, (readonly Expression[])[]>> = {
    export: [],
    param: [],
    result: [],
    local: [],
  };
  let at = 0;
  for (; at < rest.length; at++) {
    const [kind, ...words] = listOf(rest[at]);
    if (!Object.hasOwn(declarations, wordOf(kind))) break;
    declarations[wordOf(kind)].push(words);
  }
  const named = [...declarations.param, ...declarations.local];
  const typesOf = (entries: (readonly Expression[])[]) => entries.map((words) => [valueType(words[words.length - 1])]);
  return {
    name: wordOf(name),
    exportName: declarations.export.length > 0 ? wordOf(declarations.export[0][0]).slice(1, -1) : undefined,
    params: typesOf(declarations.param),
    results: typesOf(declarations.result),
    locals: typesOf(declarations.local),
    variables: new Map(named.map(([variable], i) => [wordOf(variable), i])),
    body: rest.slice(at),
  };
}

function emitFunction({ variables, body }: FunctionText, functions: ReadonlyMap<string, number>): number[] {
  const emitAll = (parts: readonly Expression[], labels: readonly string[]): number[] =>
    parts.flatMap((part) => emit(part, labels));

  /** Code of an instruction: its operands', then its own. `labels` are the blocks around it, the innermost first. */
  function emit(expression: Expression, labels: readonly string[]): number[] {
    const [operator, ...parts] = listOf(expression);
    const word = wordOf(operator);
    const numberAt = (i: number) => Number(wordOf(parts[i]));
    if (word === 'block' || word === 'loop') {
      const [label, ...inside] = parts;
      return [word === 'block' ? 0x02 : 0x03, NO_RESULT, ...emitAll(inside, [wordOf(label), ...labels]), END];
    }
    if (word === 'if') {
      const [condition, then, otherwise] = parts;
      const branch = (part: Expression) => emitAll(listOf(part).slice(1), ['', ...labels]);
      const rest = otherwise === undefined ? [] : [0x05, ...branch(otherwise)];
      return [...emit(condition, labels), 0x04, NO_RESULT, ...branch(then), ...rest, END];
    }
    if (word === 'br' || word === 'br_if') {
      const depth = labels.indexOf(wordOf(parts[0]));
      if (depth < 0) throw new SyntaxError(`wasm text: ${show(expression)} names no block around it`);
      return [...emitAll(parts.slice(1), labels), word === 'br' ? 0x0c : 0x0d, ...unsigned(depth)];
    }
    const known = LOCALS[word];
    if (known !== undefined) {
      return [...emitAll(parts.slice(1), labels), known, ...unsigned(position(variables, parts[0]))];
    }
    if (word === 'call') return [...emitAll(parts.slice(1), labels), 0x10, ...unsigned(position(functions, parts[0]))];
    if (word === 'i32.const') return [0x41, ...signed(numberAt(0))];
    if (word === 'f64.const') return [0x44, ...new Uint8Array(Float64Array.of(numberAt(0)).buffer)];
    if (Object.hasOwn(LANES, word)) {
      const [code, lanes] = LANES[word];
      return [...emitAll(parts.slice(lanes), labels), ...code, ...parts.slice(0, lanes).map((_, i) => numberAt(i))];
    }
    if (Object.hasOwn(MEMORY, word)) {
      const [code, alignment] = MEMORY[word];
      const offset = typeof parts[0] === 'string' ? Number(parts[0].replace('offset=', '')) : 0;
      const operands = typeof parts[0] === 'string' ? parts.slice(1) : parts;
      return [...emitAll(operands, labels), ...code, alignment, ...unsigned(offset)];
    }
    if (Object.hasOwn(PLAIN, word)) return [...emitAll(parts, labels), ...PLAIN[word]];
    throw new SyntaxError(`wasm text: unknown instruction ${show(expression)}`);
  }
  return emitAll(body, []);
}

const LOCALS: Readonly<Record<string, number | undefined>> = {
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
};

/** All top-level expressions of a text; comments run from ;; to the end of the line. */
function parse(text: string): Expression[] {
  const tokens = text.replace(/;;.*/g, '').match(/[()]|"[^"]*"|[^\s()]+/g) ?? [];
  let at = 0;
  function read(): Expression {
    const token = tokens[at++];
    if (token !== '(') return token;
    const list: Expression[] = [];
    while (tokens[at] !== ')') {
      if (at >= tokens.length) throw new SyntaxError('wasm text: a bracket is not closed');
      list.push(read());
    }
    at++;
    return list;
  }
  const found: Expression[] = [];
  while (at < tokens.length) found.push(read());
  return found;
}

function listOf(expression: Expression): readonly Expression[] {
  if (typeof expression !== 'string') return expression;
  throw new SyntaxError(`wasm text: expected a list, got ${expression}`);
}

function wordOf(expression: Expression): string {
  if (typeof expression === 'string') return expression;
  throw new SyntaxError(`wasm text: expected a word, got ${show(expression)}`);
}

function show(expression: Expression): string {
  return typeof expression === 'string' ? expression : `(${expression.map(show).join(' ')})`;
}

function valueType(expression: Expression): number {
  const word = wordOf(expression);
  if (Object.hasOwn(VALUE_TYPES, word)) return VALUE_TYPES[word];
  throw new SyntaxError(`wasm text: unknown type ${word}`);
}

function position(names: ReadonlyMap<string, number>, expression: Expression): number {
  const found = names.get(wordOf(expression));
  if (found === undefined) throw new SyntaxError(`wasm text: unknown name ${show(expression)}`);
  return found;
}

function section(id: number, items: readonly number[][]): number[] {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function bytesOfName(name: string): number[] {
  return [...unsigned(name.length), ...new TextEncoder().encode(name)];
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/** Signed LEB128 of a 32-bit integer. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (; value < -0x40 || value > 0x3f; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value & 0x7f];
}
