import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createNetwork } from './create_network.ts';
import type { TfjsModel } from './model.ts';
import { weightCount } from './network.ts';
import { type Kind, type NetworkParams, networkParams } from './params.ts';

const FORMAT = 'pgaugur-tfjs';
const VERSION = 1;

const finite = z.number();

const common = {
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  feature_names: z.array(z.string()).min(1),
  /** Per feature. */
  mean: z.array(finite),
  scale: z.array(finite.min(0)),
  importance: z.array(finite.min(0)),
  offset: finite,
  seed: z.int().min(0),
  epochs: z.int().min(1),
  trained_on: z.strictObject({
    backend: z.string(),
    device: z.enum(['gpu', 'cpu']),
    package: z.string(),
    version: z.string(),
  }),
  /** Little-endian float32, in the order of the network's layers. */
  weights: z.base64(),
};

const artifactSchema = z.discriminatedUnion('family', [
  z.strictObject({ family: z.literal('tfjs_mlp'), params: networkParams.tfjs_mlp, ...common }),
  z.strictObject({ family: z.literal('tfjs_gru'), params: networkParams.tfjs_gru, ...common }),
]);

/** What is wrong with a model file, and where in it. */
class TfjsArtifactError extends Error {
  override readonly name = 'TfjsArtifactError';

  constructor(field: string, problem: string) {
    super(`tfjs model: ${field}: ${problem}`);
  }
}

/** One JSON object that holds all a forecast needs, and a SHA-256 of the rest of it. */
export function saveArtifact(model: TfjsModel): Uint8Array {
  const { config, standardisation, trainedOn } = model;
  const content: z.input<typeof artifactSchema> = {
    ...headOf(config),
    format: FORMAT,
    version: VERSION,
    feature_names: [...model.featureNames],
    mean: Array.from(standardisation.mean),
    scale: Array.from(standardisation.scale),
    importance: Array.from(model.importance),
    offset: model.offset,
    seed: model.seed,
    epochs: model.epochs,
    trained_on: {
      backend: trainedOn.backend,
      device: trainedOn.device,
      package: trainedOn.package,
      version: trainedOn.version,
    },
    weights: littleEndian(model.weights).toString('base64'),
  };
  return new TextEncoder().encode(JSON.stringify({ ...content, sha256: digest(content) }));
}

const headOf = (config: NetworkParams) =>
  config.kind === 'tfjs_mlp'
    ? { family: config.kind, params: config.params }
    : { family: config.kind, params: config.params };

/**
 * Reads what saveArtifact wrote, on whatever backend.
 * @throws TfjsArtifactError naming the field, for what is cut off, changed, of another kind or of another family
 */
export function loadArtifact(kind: Kind, bytes: Uint8Array): TfjsModel {
  const { sha256, ...content } = parseObject(bytes);
  requireFormat(kind, content);
  if (sha256 !== digest(content)) {
    throw new TfjsArtifactError('sha256', `the content has ${digest(content)}, the file says ${String(sha256)}`);
  }
  const parsed = artifactSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TfjsArtifactError(issue.path.join('.') || '(file)', issue.message);
  }
  const { data } = parsed;
  const features = data.feature_names.length;
  for (const field of ['mean', 'scale', 'importance'] as const) {
    if (data[field].length !== features) {
      throw new TfjsArtifactError(field, `expected ${features} numbers (feature_names), got ${data[field].length}`);
    }
  }
  const config: NetworkParams =
    data.family === 'tfjs_mlp'
      ? { kind: data.family, params: data.params }
      : { kind: data.family, params: data.params };
  return {
    family: data.family,
    featureNames: data.feature_names,
    config,
    standardisation: { mean: Float64Array.from(data.mean), scale: Float64Array.from(data.scale) },
    weights: readWeights(data.weights, weightCount(createNetwork(features, config))),
    offset: data.offset,
    importance: Float64Array.from(data.importance),
    seed: data.seed,
    epochs: data.epochs,
    trainedOn: data.trained_on,
  };
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new TfjsArtifactError('(file)', `not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(json);
  if (parsed.success) return parsed.data;
  throw new TfjsArtifactError('(file)', 'expected a JSON object');
}

/** Said first, and in words: most files that do not fit are models of another kind. */
function requireFormat(kind: Kind, { format, version, family }: Record<string, unknown>): void {
  const shown = (value: unknown) => JSON.stringify(value) ?? 'nothing';
  if (format !== FORMAT) throw new TfjsArtifactError('format', `expected "${FORMAT}", got ${shown(format)}`);
  if (version !== VERSION) throw new TfjsArtifactError('version', `expected ${VERSION}, got ${shown(version)}`);
  if (family !== kind) throw new TfjsArtifactError('family', `expected "${kind}", got ${shown(family)}`);
}

function readWeights(text: string, expected: number): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 4 * expected) {
    throw new TfjsArtifactError('weights', `expected ${expected} float32 numbers, got ${bytes.length} bytes`);
  }
  const weights = Float32Array.from({ length: expected }, (_, i) => bytes.readFloatLE(4 * i));
  const broken = weights.findIndex((weight) => !Number.isFinite(weight));
  if (broken >= 0) throw new TfjsArtifactError('weights', `number ${broken} is ${weights[broken]}`);
  return weights;
}

function littleEndian(weights: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 * weights.length);
  weights.forEach((weight, i) => {
    bytes.writeFloatLE(weight, 4 * i);
  });
  return bytes;
}

const digest = (content: object): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');
