import { z } from 'zod';
import type { Adapter } from './protocol.ts';

/** What of WebGPU's objects is used here. The packages that describe all of them are optional. */
const adapterSchema = z.looseObject({
  info: z.object({
    vendor: z.string(),
    architecture: z.string(),
    device: z.string(),
    description: z.string(),
    isFallbackAdapter: z.boolean().optional(),
  }),
});

/** Names of processors that play a graphics card, should a driver not say of itself that it is one. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|swrast|software|basic render/i;

/** What the adapter says of itself. @param adapter of `requestAdapter` */
export function readAdapter(adapter: unknown): Adapter {
  const { vendor, architecture, device, description, isFallbackAdapter } = adapterSchema.parse(adapter).info;
  const said = [vendor, architecture, device, description].map(plain);
  return {
    name: plain(device) || [vendor, architecture].map(plain).filter(Boolean).join(' ') || 'an adapter without a name',
    driver: plain(description) || 'a driver without a name',
    isSoftware: isFallbackAdapter === true || said.some((text) => SOFTWARE.test(text)),
  };
}

/** A driver's text, fit for one line. */
const plain = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 80);

const isFunction = (value: unknown): boolean => typeof value === 'function';

const deviceSchema = z.looseObject({
  lost: z.custom<Promise<unknown>>((value) => value instanceof Promise),
  addEventListener: z.custom<(type: string, listener: (event: unknown) => void) => void>(isFunction),
});

const lossSchema = z.object({ message: z.string() });
const eventSchema = z.object({ error: z.object({ message: z.string() }) });

/** Tells once of what the device cannot recover from: that it is gone, or refused a command. */
export function watchDevice(given: unknown, onLoss: (why: string) => void): void {
  const device = deviceSchema.parse(given);
  const tell = (why: string | undefined) => onLoss(plain(why ?? '') || 'no reason was given');
  device.lost.then(
    (loss) => tell(lossSchema.safeParse(loss).data?.message),
    (error: unknown) => tell(String(error)),
  );
  // Nothing throws: without listening, the numbers of a command that was refused would be taken for results.
  Reflect.apply(device.addEventListener, given, [
    'uncapturederror',
    (event: unknown) => tell(eventSchema.safeParse(event).data?.error.message),
  ]);
}
