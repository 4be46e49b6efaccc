import type { Bars } from '../../bars.ts';
import type { Finding } from '../finding.ts';
import type { QualityRules } from '../rules.ts';
import { count, percent, sentence } from '../text.ts';

/**
 * Share of sessions without volume (0 or unknown). No volume on any session is a property of the source, as for most
 * indices, and only noted. Penalty otherwise: a quarter of the share, as prices stay usable and only the volume
 * features suffer.
 */
export function checkVolume(bars: Bars, { maximumZeroVolumeShare }: QualityRules): Finding {
  const sessions = bars.dates.length;
  const without = bars.dates.filter((_, t) => !(bars.volume[t] > 0));
  const share = sessions === 0 ? 0 : without.length / sessions;
  const never = sessions > 0 && without.length === sessions;
  const isValid = never || share <= maximumZeroVolumeShare;
  return {
    penalty: never ? 0 : share / 4,
    metric: {
      name: 'zero_volume_share',
      value: share,
      isValid,
      severity: isValid ? 'info' : 'warning',
      threshold: maximumZeroVolumeShare,
      description: never
        ? sentence('no session has a volume, as is usual for an index')
        : sentence(`${count(without.length, 'session')} (${percent(share)}) without volume`, without),
    },
  };
}
