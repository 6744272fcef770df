import type { ReactNode } from 'react';
import { qrMatrix } from './matrix.ts';

/** A QR code of a text, always dark on white with its quiet zone, since cameras want it so in both schemes. Nothing where the text is too long. */
export function QrCode({ text, label, size = 184 }: { text: string; label: string; size?: number }): ReactNode {
  const matrix = qrMatrix(text);
  if (matrix === null) return null;
  const edge = matrix.length + 8;
  const path = matrix.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join('');
  return (
    <svg viewBox={`0 0 ${edge} ${edge}`} width={size} height={size} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={edge} height={edge} fill="#fff" rx="1" />
      <path d={path} fill="#000" />
    </svg>
  );
}
