import { featureGroup } from '../../feature.ts';
import { map } from '../../kernels/core/elementwise.ts';
import { accumulationDistribution, moneyFlowIndex } from '../../kernels/indicators/money_flow.ts';
import { onBalanceVolume, typicalPrice } from '../../shared_series.ts';

export const MONEY_FLOW = featureGroup('indicators', [
  {
    name: 'obv',
    inputs: ['close', 'volume'],
    warmup: 0,
    memory: 'history',
    volumeScaled: true,
    doc: 'On-balance volume: obv_approx + volume of the first stored bar, in shares',
    meaning: 'Adds volumes on rises and subtracts them on falls, with that of the first stored session (OBV).',
    compute: (s) => map(onBalanceVolume(s), (obv) => obv + s.volume[0]),
  },
  {
    name: 'ad_line',
    inputs: ['high', 'low', 'close', 'volume'],
    warmup: 0,
    memory: 'history',
    volumeScaled: true,
    doc: 'Chaikin accumulation/distribution line from the first stored bar, in shares; a bar with h = l adds 0',
    meaning: 'Adds up volumes since the first stored session, by where the close lies in the day’s range.',
    compute: (s) => accumulationDistribution(s.high, s.low, s.close, s.volume),
  },
  {
    name: 'mfi',
    inputs: ['high', 'low', 'close', 'volume'],
    warmup: 14,
    doc: 'Money flow index over 14 bars, 0…100; 0 without flow',
    meaning: 'Sets money flowing in against money flowing out over 14 sessions, 0 to 100 (MFI).',
    compute: (s) => moneyFlowIndex(typicalPrice(s), s.volume, 14),
  },
]);
