// DJ programs by the names that DJs know.
import type { SourceKind } from '../../lib/backend/types';

export const SOURCE_NAMES: Record<SourceKind, string> = {
  virtualdj: 'VirtualDJ',
  mixxx: 'Mixxx',
};
